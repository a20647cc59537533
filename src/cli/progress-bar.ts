import { Presets, SingleBar } from 'cli-progress';
import type { OutputStream } from './console-output.ts';

/** How far something has come, as the house and the import report it. */
export interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** Shows progress on standard error; where that is no terminal there is nothing to see. */
export class ProgressBar {
  readonly #bar: SingleBar | null;
  #isStarted = false;

  constructor(stream: OutputStream) {
    if (stream.isTTY !== true) {
      this.#bar = null;
      return;
    }
    const format = '{step} [{bar}] {percentage}%';
    // Nothing of the bar stays: the result is printed when it is done.
    this.#bar = new SingleBar(
      { stream, format, clearOnComplete: true, hideCursor: true, barsize: 30, gracefulExit: false },
      Presets.legacy,
    );
  }

  show({ step, done, total }: Progress): void {
    if (this.#bar === null) return;
    if (!this.#isStarted) this.#bar.start(total, done, { step });
    this.#isStarted = true;
    this.#bar.setTotal(total);
    this.#bar.update(done, { step });
  }

  stop(): void {
    if (this.#isStarted) this.#bar?.stop();
    this.#isStarted = false;
  }
}
