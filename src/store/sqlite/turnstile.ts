import { Fifo } from '../../base/fifo.ts';

/** Lets one in at a time, in the order in which they came. */
export class Turnstile {
  #isTaken = false;
  readonly #waiting = new Fifo<{ readonly enter: () => void; readonly refuse: (reason: Error) => void }>();

  /** Resolves when it is the caller's turn. Each turn must be ended by `leave`. */
  async enter(): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    await new Promise<void>((enter, refuse) => {
      this.#waiting.push({ enter, refuse });
    });
  }

  /** Ends the turn, and hands it to the one who has waited longest. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next.enter();
  }

  /** Sends away everyone who waits. */
  refuseAll(reason: Error): void {
    for (const { refuse } of this.#waiting.drain()) refuse(reason);
  }
}
