import type { Refused } from '../../engine/answer.ts';
import { toJson } from '../../money/to-json.ts';
import type { HouseRun } from '../command-line.ts';
import { recordText } from '../export/write-records.ts';
import { type Output, OutputFile } from '../files/output-file.ts';
import type { RowPlace } from './meaning-of-row.ts';

type RejectedRow = Pick<RowPlace, 'line' | 'show'>;

/** The file of rows that were refused or malformed, each a line of JSON with the reason and the row itself. */
export class RejectsFile {
  readonly #file: OutputFile;
  /** Stands before the first row. */
  readonly #head: string;
  #text = '';
  #isEmpty = true;

  private constructor(file: OutputFile, head: string) {
    this.#file = file;
    this.#head = head;
  }

  /** Throws TallystickError when it cannot be written. */
  static async open(output: Output, head: string): Promise<RejectsFile> {
    return new RejectsFile(await OutputFile.open(output), head);
  }

  /**
   * Does work with the file that `--rejects` names, if it names one. The file comes to its place at the end; where the work
   * fails, only if there are rows in it: they may not come again.
   *
   * @param head what stands before the first row, such as the line that says what the file is
   */
  static async during<T>(
    { options, guarded }: Pick<HouseRun<{ rejects?: string }>, 'options' | 'guarded'>,
    head: string,
    work: (rejects: RejectsFile | undefined) => Promise<T>,
  ): Promise<T> {
    const { rejects: path, overwrite = false } = options;
    if (path === undefined) return work(undefined);
    const rejects = await RejectsFile.open({ field: '--rejects', path, overwrite, guarded }, head);
    try {
      const result = await work(rejects);
      await rejects.finish();
      return result;
    } catch (error) {
      // The first error is the one to report.
      if (!rejects.#isEmpty) await rejects.finish().catch(() => {});
      throw error;
    } finally {
      await rejects.#file.abandon();
    }
  }

  addMalformed(row: RejectedRow & { readonly id?: string }, message: string): void {
    this.add(row, { id: row.id, malformed: message });
  }

  /** @param asset what `available` is in; null: nobody knows */
  addRefused(row: RejectedRow, answer: Refused, asset: string | null): void {
    const { id, reason, message, subject, available } = answer;
    const options = asset === null || available === undefined ? {} : { asset };
    this.add(row, toJson({ id, reason, message, subject, available }, options) as object);
  }

  /** Adds a row with what is to be said of it. */
  add({ line, show }: RejectedRow, facts: object): void {
    this.#text += `${recordText({ line, ...facts, ...show?.() })}\n`;
  }

  /** Writes what was added since. */
  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    await this.#file.write(this.#isEmpty ? this.#head + text : text);
    this.#isEmpty = false;
  }

  /** Puts the file into its place. */
  async finish(): Promise<void> {
    await this.#file.finish();
  }
}
