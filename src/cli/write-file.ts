import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { TallystickError } from '../base/error.ts';

/**
 * A file that is there whole or not at all: it is written beside its place, and moved there when it is done.
 * What the system has against it is a TallystickError of that option.
 */
export class FileWriter {
  readonly #field: string;
  readonly #path: string;
  readonly #partPath: string;
  #handle: FileHandle | null = null;

  constructor(field: string, path: string) {
    this.#field = field;
    this.#path = path;
    this.#partPath = `${path}.part`;
  }

  async write(text: string): Promise<void> {
    await this.#attempt(async () => {
      this.#handle ??= await open(this.#partPath, 'w');
      await this.#handle.writeFile(text);
    });
  }

  /** Puts the file into its place. */
  async finish(): Promise<void> {
    // An export of nothing is an empty file.
    await this.write('');
    await this.#attempt(async () => {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = null;
      await rename(this.#partPath, this.#path);
    });
  }

  /** Removes what was written so far, unless it is finished. */
  async abandon(): Promise<void> {
    if (this.#handle === null) return;
    await this.#handle.close();
    this.#handle = null;
    await rm(this.#partPath, { force: true });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'an error'; // File operations throw these only.
      throw new TallystickError(
        'bad_option',
        this.#field,
        this.#path,
        `a file that can be written (${code})`,
      );
    }
  }
}
