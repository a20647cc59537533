import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../base/error.ts';
import { ATTEMPTS_MAX, RETRY_MS_MAX, RETRY_WAIT_MS_FIRST, RETRY_WAIT_MS_MAX } from '../../base/limits.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Observing } from '../observe/observing.ts';

/** A commit that threw: whether it took effect is not known. */
export class CommitFailed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** Errors that were thrown when all attempts had failed: a caller further up that retries, too, passes them on. */
const exhausted = new WeakSet<object>();

/** Whether an error was thrown when all attempts had failed, so that it is not to be retried once more. */
export function hasExhaustedRetries(error: unknown): boolean {
  return typeof error === 'object' && error !== null && exhausted.has(error);
}

/** What one attempt knows of those before it at the same work. */
export class RetryState {
  /** Why a commit failed of which nobody knows yet what became of it. */
  #doubt: CommitFailed | undefined;
  /** Where each book stood at the first attempt. */
  readonly #firstSeqs = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  /** True when the outcome of a commit is unknown: the work must be looked for under its ids. */
  get isUnknown(): boolean {
    return this.#doubt !== undefined;
  }

  /** Why it must not be done again but only looked for: the error of the commit is not transient. */
  get stoppedBy(): CommitFailed | undefined {
    return this.#doubt === undefined || isTransient(this.#doubt.cause) ? undefined : this.#doubt;
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

  /** How many jobs of a book's batch were decided by the last attempt before the doubt. */
  countOf(book: string): number {
    return this.#counts.get(book) ?? Number.POSITIVE_INFINITY;
  }

  /** Says how many jobs of a book's batch an attempt has decided that is in no doubt about those before. */
  decided(book: string, count: number): void {
    this.#counts.set(book, count);
  }

  doubt(failed: CommitFailed): void {
    this.#doubt = failed;
  }

  /**
   * Says that nothing of the work is recorded, as whoever has locked its books can tell: earlier attempts are over for
   * good. What is recorded stays in doubt until it is answered.
   */
  resolveDoubt(): void {
    this.#doubt = undefined;
  }
}

/**
 * Carries out work that is done whole or not at all, and retries it while the error is transient: at most ATTEMPTS_MAX times and
 * for RETRY_MS_MAX, with exponential backoff and jitter, so that callers that failed together do not all come back together. It
 * is the one level of retries: an error that was thrown when all attempts had failed is not retried by a caller.
 *
 * Throws `outcome_unknown` when the outcome of a commit could not be found out; else the error of the last attempt, and then
 * nothing was written.
 */
export async function retry<T>(
  observing: Pick<Observing, 'report' | 'hears'>,
  attempt: (retryState: RetryState) => Promise<T>,
): Promise<T> {
  const retryState = new RetryState();
  const begun = performance.now();
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt(retryState);
    } catch (error) {
      if (error instanceof CommitFailed) retryState.doubt(error);
      const cause = error instanceof CommitFailed ? error.cause : error;
      const mayGoOn = error instanceof CommitFailed || isTransient(cause);
      const isEnough = attempts === ATTEMPTS_MAX || performance.now() - begun > RETRY_MS_MAX;
      if (!mayGoOn || isEnough) throw errorAfter(retryState, cause, attempts);
      if (observing.hears('retry')) observing.report('retry', { attempt: attempts, error: cause });
    }
    await backoff(attempts);
  }
}

/** Whether an error passes by itself, or leaves the outcome of a commit unknown. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof StoreError) || hasExhaustedRetries(error)) return false;
  return error.isRetryable || error.code === 'outcome_unknown';
}

function asExhausted(error: StoreError): StoreError {
  exhausted.add(error);
  return error;
}

function errorAfter(retryState: RetryState, cause: unknown, attempts: number): unknown {
  // Nothing is committed to a house that is lost, and there is nobody to be asked.
  if (cause instanceof StoreError && cause.code === 'house_lost') return cause;
  if (retryState.isUnknown) {
    const message =
      `a commit failed, and so did finding out whether it took effect, ${attempts} times, at last by ` +
      `"${messageOf(cause)}"; ask again with the same id to learn`;
    return asExhausted(new StoreError('outcome_unknown', message, cause));
  }
  if (attempts === 1 || !(cause instanceof StoreError)) return cause;
  const message = `this was not written, though it was tried ${attempts} times: ${cause.message}`;
  return asExhausted(new StoreError(cause.code, message, cause, { isRetryable: cause.isRetryable }));
}

/**
 * Exponential backoff with full jitter: a random wait up to a bound that doubles with each attempt, so that callers that failed
 * together do not all come back together.
 */
function backoff(attempts: number): Promise<void> {
  return setTimeout(Math.random() * Math.min(RETRY_WAIT_MS_MAX, RETRY_WAIT_MS_FIRST * 2 ** (attempts - 1)));
}
