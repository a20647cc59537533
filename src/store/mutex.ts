import { Fifo } from '../base/fifo.ts';

/** A mutex: one holder at a time, first come, first served. */
export class Mutex {
  #isHeld = false;
  readonly #waiting = new Fifo<{ readonly resolve: () => void; readonly reject: (reason: Error) => void }>();

  /** Resolves when the caller holds it. Each `acquire` needs a `release`. */
  async acquire(): Promise<void> {
    if (!this.#isHeld) {
      this.#isHeld = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Hands it to the one who has waited longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isHeld = false;
    else next.resolve();
  }

  /** Rejects everyone who waits. */
  rejectWaiting(reason: Error): void {
    for (const { reject } of this.#waiting.drain()) reject(reason);
  }
}
