import { canonicalText } from '../../src/base/canonical-bytes.ts';

/** Throws unless both are the same data, undefined members left out. */
export function expectSame(where: string, actual: unknown, expected: unknown): void {
  const got = canonicalText(actual);
  const wanted = canonicalText(expected);
  if (got !== wanted) throw new Error(`${where}:\n  expected ${wanted}\n  got      ${got}`);
}

/** Throws with a sentence unless something is so. */
export function expectSo(isSo: boolean, sentence: string | (() => string)): asserts isSo {
  if (!isSo) throw new Error(typeof sentence === 'string' ? sentence : sentence());
}

/** What a promise was rejected with; it must be. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it resolved, and should have been rejected');
}
