import { setImmediate } from 'node:timers/promises';
import type { AuditOptions } from './report.ts';

/**
 * The pace of an audit: after each page of work it reports progress, yields to the event loop, and stops when it
 * was aborted.
 */
export class AuditPace {
  readonly #options: AuditOptions;
  #step = '';
  #done = 0;
  #total = 0;
  /** What the caller's function was rejected with, where it is async; nobody else would hear of it. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** Begins a step of about so many things. */
  begin(step: string, total: number): void {
    this.#step = step;
    this.#done = 0;
    this.#total = total;
    this.#report();
  }

  /** Counts so many more as done. Throws the signal's reason when the audit was aborted. */
  async advance(by: number): Promise<void> {
    this.#done += by;
    if (this.#done > this.#total) this.#total = this.#done;
    this.#report();
    await setImmediate();
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#options.signal?.throwIfAborted();
  }

  #report(): void {
    const returned: unknown = this.#options.onProgress?.({
      step: this.#step,
      done: this.#done,
      total: this.#total,
    });
    if (returned instanceof Promise) {
      returned.catch((error: unknown) => {
        this.#failure ??= { error };
      });
    }
  }
}
