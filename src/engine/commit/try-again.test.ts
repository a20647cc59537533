import { describe, expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../base/limits.ts';
import { StoreError } from '../../base/store-error.ts';
import { CommitFailed, type Fate, tryAgain as tryAgainIn } from './try-again.ts';

const tryAgain = <T>(attempt: (fate: Fate) => Promise<T>): Promise<T> => tryAgainIn(attempt, async () => {});

const passing = new StoreError('store_failed', 'the server starts', undefined, { isRetryable: true });
const lasting = new StoreError('store_failed', 'the disk is full');
const unknown = new StoreError('outcome_unknown', 'the connection was lost');

/** Work that throws what is listed, one a time, and then succeeds; and what it was told at each attempt. */
function work(...errors: unknown[]) {
  const doubts: boolean[] = [];
  const attempt = async (fate: Fate): Promise<string> => {
    doubts.push(fate.isUnknown);
    if (doubts.length <= errors.length) throw errors[doubts.length - 1];
    return 'done';
  };
  return { doubts, attempt };
}

describe('work that is done whole or not at all', () => {
  test('is tried again while what stops it passes by itself', async () => {
    const { doubts, attempt } = work(passing, passing);
    expect(await tryAgain(attempt)).toBe('done');
    expect(doubts).toEqual([false, false, false]);
  });

  test.each([lasting, new Error('any other'), 'not even an error'])(
    'is not tried again after %s',
    async (error) => {
      const { doubts, attempt } = work(error);
      await expect(tryAgain(attempt)).rejects.toBe(error);
      expect(doubts).toHaveLength(1);
    },
  );

  test('is given up after so many attempts, and what was thrown says so', async () => {
    const { doubts, attempt } = work(...Array(ATTEMPTS_MAX).fill(passing));
    const told = { code: 'store_failed', isRetryable: true, cause: passing };
    await expect(tryAgain(attempt)).rejects.toMatchObject(told);
    expect(doubts).toHaveLength(ATTEMPTS_MAX);
  });
});

test('attempts inside of attempts are as many as there may be, and not the product of both', async () => {
  const { doubts, attempt } = work(...Array(3 * ATTEMPTS_MAX).fill(passing));
  const told = { code: 'store_failed', isRetryable: true, cause: passing };
  await expect(tryAgain(() => tryAgain(() => tryAgain(attempt)))).rejects.toMatchObject(told);
  expect(doubts).toHaveLength(ATTEMPTS_MAX);
  const lost = work(...Array(3 * ATTEMPTS_MAX).fill(new CommitFailed(unknown)));
  await expect(tryAgain(() => tryAgain(lost.attempt))).rejects.toMatchObject({ code: 'outcome_unknown' });
  expect(lost.doubts).toHaveLength(ATTEMPTS_MAX);
});

describe('a commit that failed', () => {
  test('is in doubt until somebody finds nothing of it', async () => {
    const doubts: boolean[] = [];
    const answer = await tryAgain(async (fate) => {
      doubts.push(fate.isUnknown);
      if (doubts.length === 1) throw new CommitFailed(unknown);
      if (doubts.length === 3) fate.foundNothing();
      if (doubts.length < 5) throw passing;
      return 'done';
    });
    expect(answer).toBe('done');
    expect(doubts).toEqual([false, true, true, false, false]);
  });

  test.each([
    [unknown, false],
    [passing, false],
    [lasting, true],
    [new Error('any other'), true],
  ])('by %s is only looked for, and not tried again: %s', async (cause, isStopped) => {
    const stopped: unknown[] = [];
    const answer = await tryAgain(async (fate) => {
      stopped.push(fate.stoppedBy?.cause);
      if (stopped.length === 1) throw new CommitFailed(cause);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(stopped).toEqual([undefined, isStopped ? cause : undefined]);
  });

  test.each([
    ['by something that lasts', [new CommitFailed(unknown), lasting]],
    ['too often', [new CommitFailed(unknown), ...Array(ATTEMPTS_MAX - 1).fill(passing)]],
    ['by commits that fail', Array(ATTEMPTS_MAX).fill(new CommitFailed(unknown))],
  ])('of which nobody can find out is told as unknown: stopped %s', async (_how, errors) => {
    const { attempt } = work(...errors);
    await expect(tryAgain(attempt)).rejects.toMatchObject({ code: 'outcome_unknown', isRetryable: false });
  });
});
