import { ATTEMPTS_MAX, RETRY_MS_MAX } from '../../base/limits.ts';
import { StoreError } from '../../base/store-error.ts';
import { pauseAfter } from '../../store/pause-after.ts';

/** A commit that threw: whether it took effect is not known. */
export class CommitFailed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** What was told after as many tries as there are: whoever else tries again on the way up passes it on. */
const triedEnough = new WeakSet<object>();

/** Whether something was tried as often as it may be, so that nothing is gained by asking once more. */
export function isTriedEnough(error: unknown): boolean {
  return typeof error === 'object' && error !== null && triedEnough.has(error);
}

/** What is known of earlier attempts at the same work. */
export class Fate {
  /** Why a commit failed of which nobody knows yet what became of it. */
  #doubt: CommitFailed | undefined;
  /** Where each book stood at the first attempt. */
  readonly #firstSeqs = new Map<string, number>();

  /** True when the work may have been done already, so that it must be looked for under its ids. */
  get isUnknown(): boolean {
    return this.#doubt !== undefined;
  }

  /** Why it must not be tried again but only looked for: what stopped the commit does not pass by itself. */
  get stoppedBy(): CommitFailed | undefined {
    return this.#doubt === undefined || passes(this.#doubt.cause) ? undefined : this.#doubt;
  }

  /**
   * Where a book stood when the first attempt locked it, who says where it stands now: what lies between was recorded by an
   * attempt at this work, or beside it.
   */
  firstSeq(book: string, now: number): number {
    const first = this.#firstSeqs.get(book) ?? now;
    this.#firstSeqs.set(book, first);
    return first;
  }

  doubt(failed: CommitFailed): void {
    this.#doubt = failed;
  }

  /**
   * Says that nothing of the work is recorded, as whoever has locked its books can tell: earlier attempts are over for
   * good. What is recorded stays in doubt until it is answered.
   */
  foundNothing(): void {
    this.#doubt = undefined;
  }
}

/**
 * Carries out work that is done whole or not at all, and again while what stands in its way passes by itself: at most
 * ATTEMPTS_MAX times and for RETRY_MS_MAX, with longer and longer waits of random lengths, so that those who were stopped
 * together do not all come back together. That is one level: where attempts are inside of attempts, what was tried enough is
 * not tried again.
 *
 * Throws `outcome_unknown` when nobody could find out what became of a commit; else what stopped the last attempt, and
 * then nothing was written.
 */
export async function tryAgain<T>(attempt: (fate: Fate) => Promise<T>): Promise<T> {
  const fate = new Fate();
  const begun = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(fate);
    } catch (error) {
      if (error instanceof CommitFailed) fate.doubt(error);
      const cause = error instanceof CommitFailed ? error.cause : error;
      const mayGoOn = error instanceof CommitFailed || passes(cause);
      const isEnough = attempts === ATTEMPTS_MAX || performance.now() - begun > RETRY_MS_MAX;
      if (!mayGoOn || isEnough) throw told(fate, cause, attempts);
    }
    await pauseAfter(attempts);
  }
}

/** Whether what was thrown passes by itself, or leaves open what became of a commit. */
export function passes(error: unknown): boolean {
  if (!(error instanceof StoreError) || isTriedEnough(error)) return false;
  return error.isRetryable || error.code === 'outcome_unknown';
}

function asTriedEnough(error: StoreError): StoreError {
  triedEnough.add(error);
  return error;
}

function told(fate: Fate, cause: unknown, attempts: number): unknown {
  // Nothing is committed to a house that is lost, and there is nobody to be asked.
  if (cause instanceof StoreError && cause.code === 'house_lost') return cause;
  if (fate.isUnknown) {
    const message =
      `a commit failed, and so did finding out whether it took effect, ${attempts} times, at last by ` +
      `"${messageOf(cause)}"; ask again with the same id to learn`;
    return asTriedEnough(new StoreError('outcome_unknown', message, cause));
  }
  if (attempts === 1 || !(cause instanceof StoreError)) return cause;
  const message = `this was not written, though it was tried ${attempts} times: ${cause.message}`;
  return asTriedEnough(new StoreError(cause.code, message, cause, { isRetryable: cause.isRetryable }));
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
