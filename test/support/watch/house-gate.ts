import type { Store } from '../../../src/store/store.ts';
import { through } from './through.ts';

/** A store whose next commit can be made to wait. */
export class Gate {
  readonly store: Store;
  #next: { readonly reached: () => void; readonly opened: Promise<void> } | undefined;

  constructor(inner: Store) {
    this.store = through(inner, {
      begin: async () => {
        const transaction = await inner.begin();
        return through(transaction, { commit: () => this.#wait().then(() => transaction.commit()) });
      },
    });
  }

  /** Does something while the next commit waits. */
  async during<T>(work: () => T): Promise<T> {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    await new Promise<void>((reached) => {
      this.#next = { reached, opened };
    });
    const done = work();
    // Whatever it looks up before it is taken in, it may look up now.
    await new Promise((resolve) => setTimeout(resolve, 5));
    open();
    return done;
  }

  async #wait(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    next?.reached();
    await next?.opened;
  }
}
