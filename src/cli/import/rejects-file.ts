import { type FileHandle, open, realpath } from 'node:fs/promises';
import { TallystickError } from '../../base/error.ts';
import type { Refused } from '../../engine/answer.ts';
import { recordText } from '../export/write-records.ts';
import type { PreparedRow } from './prepare-rows.ts';

type RejectedRow = Pick<PreparedRow, 'line' | 'show'>;

/** The file of rows that were refused or malformed, each a line of JSON with the reason and the row itself. */
export class RejectsFile {
  readonly #file: FileHandle;
  #text = '';

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Begins the file anew. Throws TallystickError when it cannot be written, or is the one that is read. */
  static async open(path: string, inputPath: string | undefined): Promise<RejectsFile> {
    if (inputPath !== undefined && (await isSameFile(path, inputPath))) {
      throw new TallystickError(
        'bad_option',
        'rejectsPath',
        path,
        'another file than the one that is imported',
      );
    }
    try {
      return new RejectsFile(await open(path, 'w'));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new TallystickError('bad_option', 'rejectsPath', path, `a file that can be written (${why})`);
    }
  }

  addMalformed(row: RejectedRow, message: string): void {
    this.add(row, { malformed: message });
  }

  addRefused(row: RejectedRow, answer: Refused): void {
    const { id, reason, message, subject, available } = answer;
    this.add(row, { id, reason, message, subject, available });
  }

  /** Adds a row with what is to be said of it. */
  add({ line, show }: RejectedRow, facts: object): void {
    const text = recordText({ line, ...facts });
    this.#text += show === undefined ? `${text}\n` : `${text.slice(0, -1)},"row":${show().trim()}}\n`;
  }

  /** Writes what was added since. */
  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '') await this.#file.appendFile(text);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const places = await Promise.allSettled([realpath(a), realpath(b)]);
  const [first, second] = places.map((place) => (place.status === 'fulfilled' ? place.value : undefined));
  return first !== undefined && first === second;
}
