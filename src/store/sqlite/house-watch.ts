import type { StoreError } from '../../base/store-error.ts';
import { type FileWatch, statsOf } from './file-identity.ts';
import { fileLost, writtenOver } from './house-lost.ts';
import { readLog } from './log-file.ts';
import { readAlone } from './read-alone.ts';

/** By which a store notices that its house is not there any more. */
export class HouseWatch {
  readonly #file: string;
  readonly #files: FileWatch;
  readonly #content: ContentWatch | undefined;
  #isWrittenOver = false;

  /**
   * @param files the house, its lock and its log
   * @param mark of the latest commit, where nobody else writes to the house; else undefined, and the content is not looked at
   */
  constructor(file: string, files: FileWatch, mark?: string) {
    this.#file = file;
    this.#files = files;
    this.#content = mark === undefined ? undefined : new ContentWatch(file, mark);
  }

  /** Whether, when it was looked at last, the file held something else than the house had made of it. */
  get isWrittenOver(): boolean {
    return this.#isWrittenOver;
  }

  /** To be told of every commit, by its mark. */
  add(mark: string): void {
    this.#content?.add(mark);
  }

  /**
   * Why the house cannot go on; undefined: all is there. Cost: some microseconds.
   *
   * @param isChanging true while the log is copied into the file, which shows no commit until that is done
   */
  lost(isChanging = false): StoreError | undefined {
    const path = this.#files.lost();
    if (path !== undefined) return fileLost(this.#file, path);
    if (isChanging) return undefined;
    this.#isWrittenOver = this.#content?.isOurs() === false;
    return this.#isWrittenOver ? writtenOver(this.#file) : undefined;
  }
}

/**
 * Whether the file of an open house holds what the house has made of it. A copy that is written over it leaves it the same
 * file, and SQLite would put the log over that. Without its log the file has the mark of some commit, later ones in time; so
 * it was written over when it has another than this house knows.
 */
class ContentWatch {
  readonly #file: string;
  /** Those that the file may have, in order of commits, from the one that it was seen to have. */
  readonly #marks: string[];
  #stamp: string | undefined;

  /** @param mark of the latest commit */
  constructor(file: string, mark: string) {
    this.#file = file;
    this.#stamp = stampOf(file);
    const first = readAlone(file, 'mark');
    // Somebody who reads may have kept the log from being copied into the file.
    const log = first === mark ? 'none' : readLog(`${file}-wal`);
    const between = typeof log === 'string' ? [] : log.houseRows.map((row) => row.mark);
    this.#marks = [...(first === undefined ? [] : [first]), ...between, mark];
  }

  /** The file may get this mark at any time. */
  add(mark: string): void {
    this.#marks.push(mark);
  }

  /** Cost: one `stat`; where the file has changed, as by a checkpoint, reading a page of it. */
  isOurs(): boolean {
    const stamp = stampOf(this.#file);
    if (stamp === this.#stamp) return true;
    const at = this.#marks.lastIndexOf(readAlone(this.#file, 'mark') ?? '');
    if (at === -1) return false;
    this.#marks.splice(0, at);
    this.#stamp = stamp;
    return true;
  }
}

/** What changes when anybody writes to a file. */
function stampOf(file: string): string | undefined {
  const stats = statsOf(file);
  return stats && `${stats.size}:${stats.mtimeNs}`;
}
