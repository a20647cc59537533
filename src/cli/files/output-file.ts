import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TallystickError } from '../../base/error.ts';
import { findPlace, isSameNode, type Place } from '../../store/find-place.ts';
import { keepRights, NEW_FILE_MODE, putInPlace } from '../../store/put-in-place.ts';
import { readHeader } from '../../store/sqlite/file-header.ts';
import { houseEndingOf } from '../../store/sqlite/house-files.ts';
import { OutputLost } from '../console-output.ts';
import { type GuardedFile, refuseGuarded } from './guarded-files.ts';

/** A file that is to be written. */
export interface Output {
  /** The option that names it, for messages. */
  readonly field: string;
  readonly path: string;
  /** Whether a file that is there is replaced; else it is refused. */
  readonly overwrite: boolean;
  /** What it must not be. */
  readonly guarded: readonly GuardedFile[];
}

/**
 * Where an output will be, having changed nothing. Throws `bad_option` where it cannot be written: on a file that is
 * guarded, on one that is there and not to be replaced, on a folder, and where the system would not allow it.
 */
export function checkOutput({ field, path, overwrite, guarded }: Output): Place {
  const refuse = (expected: string): never => {
    throw new TallystickError('bad_option', field, path, expected);
  };
  try {
    if (path === '-') refuse('a file; one of that name is ./-');
    const place = findPlace(path);
    refuseGuarded(field, path, place, guarded);
    const { stats } = place;
    if (stats?.isDirectory() === true || /[/\\]$/.test(path)) refuse('a file, and not a folder');
    // What lies on a disk is lost when another thing is written over it; a pipe or a terminal keeps nothing.
    const keeps = stats?.isFile() === true || stats?.isBlockDevice() === true;
    if (keeps && !overwrite) refuse('a file that is not there yet, or --overwrite to replace it');
    if (stats !== undefined) accessSync(place.path, constants.W_OK);
    if (belongsToHouse(place)) refuse('another file than a house, or what belongs to one');
    if (isReplaced(place)) accessSync(dirname(place.path), constants.W_OK | constants.X_OK);
    return place;
  } catch (error) {
    throw asRefusal(field, path, error);
  }
}

/**
 * A file that is there whole or not at all: it is written beside its place, and moved there when it is done, with the
 * owner and the rights of what was there. A device or a pipe is written to as it is. What the system has against it is a
 * TallystickError of that option where it is opened, and OutputLost from then on.
 */
export class OutputFile {
  readonly #output: Output;
  /** Where it is written until it is done; null: in its place. */
  readonly #partPath: string | null;
  #handle: FileHandle | null;

  private constructor(output: Output, partPath: string | null, handle: FileHandle) {
    this.#output = output;
    this.#partPath = partPath;
    this.#handle = handle;
  }

  /** Checks and begins it; nothing is in its place yet. Opening a pipe waits for who reads it. */
  static async open(output: Output): Promise<OutputFile> {
    const { field, path } = output;
    const place = checkOutput(output);
    try {
      if (!isReplaced(place)) return new OutputFile(output, null, await openAsItIs(place));
      // A name that nobody has, so that nothing is written over.
      const partPath = join(dirname(place.path), `.tallystick-${randomUUID()}.part`);
      return new OutputFile(output, partPath, await open(partPath, 'wx', NEW_FILE_MODE));
    } catch (error) {
      throw asRefusal(field, path, error);
    }
  }

  async write(text: string): Promise<void> {
    await this.#attempt(async () => this.#handle?.writeFile(text));
  }

  /** Puts the file into its place, durable. */
  async finish(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    await this.#attempt(async () => {
      if (this.#partPath !== null) {
        // What is there may be another thing by now.
        const place = checkOutput(this.#output);
        if (!isReplaced(place)) throw new Error('it became another thing meanwhile');
        if (place.stats !== undefined) await keepRights(handle, place.stats);
        await handle.sync();
        await putInPlace(this.#partPath, place);
      }
      this.#handle = null;
      await handle.close();
    });
  }

  /** Removes what was written so far, unless it is finished. */
  async abandon(): Promise<void> {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    await handle.close();
    if (this.#partPath !== null) await rm(this.#partPath, { force: true });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { field, path } = this.#output;
      throw new OutputLost(`${field} ${path}`, error);
    }
  }
}

/** Whether a new file takes the place; else something is there that is written to. */
function isReplaced({ stats }: Place): boolean {
  return stats === undefined || stats.isFile();
}

/** A device, a pipe: not made, not cut off, and still what was checked. */
async function openAsItIs({ path, stats }: Place): Promise<FileHandle> {
  const handle = await open(path, constants.O_WRONLY);
  const now = await handle.stat({ bigint: true });
  if (stats !== undefined && isSameNode(now, stats)) return handle;
  await handle.close();
  throw new Error('it became another thing meanwhile');
}

/** Whether another house would lose what it holds, or be given something that it takes for its log. */
function belongsToHouse({ path }: Place): boolean {
  const house = path.slice(0, path.length - (houseEndingOf(path) ?? '').length);
  return findPlace(house).stats?.isFile() === true && readHeader(house) !== undefined;
}

function asRefusal(field: string, path: string, error: unknown): TallystickError {
  if (error instanceof TallystickError) return error;
  const { code, message } = error as NodeJS.ErrnoException; // File operations throw these only.
  return new TallystickError('bad_option', field, path, `a file that can be written (${code ?? message})`);
}
