/** The longest that a timer waits: about 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface WaitOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Ends the waiting, too, where no notification may come; default: never. */
  readonly timeoutMs?: number | undefined;
}

/** Wakes those who wait until something was committed. */
export class Notifier {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  /** Read it before looking for news, and wait for what comes after it: so nothing is missed in between. */
  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * Resolves when there was news after that version. Whoever waits keeps the process alive, and leaves nothing behind: no
   * timer, and no listener on the signal, whose life may be that of the process.
   */
  wait(version: number, { signal, timeoutMs = TIMER_MS_MAX }: WaitOptions): Promise<void> {
    if (version !== this.#version) return Promise.resolve();
    return pause(timeoutMs, signal, this.#waiting);
  }
}

/**
 * Resolves after so long, when the signal is given, or when somebody calls what it puts among `wakers` meanwhile. The
 * process is kept alive, and nothing stays behind.
 */
export function pause(ms: number, signal: AbortSignal, wakers?: Set<() => void>): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      wakers?.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
    wakers?.add(wake);
  });
}

/** What a promise resolves to; undefined as soon as the signal is given, however the promise ends then. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const give = (settle: () => void): void => {
      signal.removeEventListener('abort', abort);
      settle();
    };
    const abort = (): void => give(() => resolve(undefined));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    promise.then(
      (value) => give(() => resolve(value)),
      (error: unknown) => give(() => reject(error)),
    );
  });
}
