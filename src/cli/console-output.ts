import type { Writable } from 'node:stream';
import { printableLines } from './printable-text.ts';

/** What the program needs from the streams that it writes to. */
export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What was to be told or written could not be, after it was begun: what the command changes may have been done. */
export class OutputLost extends Error {
  /** What the system says, such as `ENOSPC`. */
  readonly code: string;

  /** @param done what was done, in words, where that is known */
  constructor(what: string, cause: unknown, done = '') {
    const { code = 'lost', message, syscall } = cause as NodeJS.ErrnoException; // Whatever it is, it is an error.
    const why = syscall === undefined ? message : code;
    super(`${what} could not be written (${why})${done === '' ? '' : `: ${done}`}`, { cause });
    this.name = 'OutputLost';
    this.code = code;
  }
}

/** A table is never squeezed under the first, nor stretched over the second. */
const COLUMNS_MIN = 80;
const COLUMNS_MAX = 120;

/**
 * Standard output and standard error. Answers go to the first, and nothing else, so that it can be piped; words for
 * people go to the second. A reader that goes away (`| head`) is no error: what is written after that is dropped.
 */
export class ConsoleOutput {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  #isClosed = false;
  #isSilent = false;

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.stdout = stdout;
    this.stderr = stderr;
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      // Any other error reaches the writer.
      if (error.code === 'EPIPE') this.#isClosed = true;
    });
    // There is nowhere left to report it.
    stderr.on('error', () => {});
  }

  /** True once the reader of standard output went away: streaming may stop. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How wide a table may be. */
  get columns(): number {
    const columns = this.stdout.columns ?? COLUMNS_MAX;
    return Math.min(COLUMNS_MAX, Math.max(COLUMNS_MIN, columns));
  }

  /**
   * Writes a line of an answer, or several, and waits until the reader has taken it. Nothing in it can speak to a terminal,
   * wherever it came from.
   */
  async print(text: string): Promise<void> {
    await this.write(`${printableLines(text)}\n`);
  }

  /** Writes a file as it is, and waits until the reader has taken it. */
  async write(text: string): Promise<void> {
    if (this.#isClosed || text === '') return;
    await new Promise<void>((resolve, reject) => {
      this.stdout.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
        if (error == null || error.code === 'EPIPE') resolve();
        else reject(new OutputLost('the answer', error));
      });
    });
  }

  /** From now on nothing is logged: it would go where it does harm. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Writes a line for people, or several; nothing in it can speak to a terminal. */
  log(text: string): void {
    if (!this.#isSilent) this.stderr.write(`${printableLines(text)}\n`);
  }
}
