import { TRANSACTION_ALONE_MS_MAX } from '../../base/limits.ts';

/**
 * Lets callers go one after the other. A turn that takes longer than TRANSACTION_ALONE_MS_MAX ends for those who wait, so
 * that nobody holds up all others: turns spare work, and nothing depends on them.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    const timer = setTimeout(resolve, TRANSACTION_ALONE_MS_MAX);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      resolve();
    }
  }
}
