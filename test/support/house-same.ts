import { canonicalText } from '../../src/base/canonical-bytes.ts';

/**
 * Throws unless both are the same data, undefined members left out, and whether an answer was on record before: that says
 * something of who asked when, and not of what came of it.
 */
export function expectSame(where: string, actual: unknown, expected: unknown): void {
  const got = textWithoutReplayed(actual);
  const wanted = textWithoutReplayed(expected);
  if (got !== wanted) throw new Error(`${where}:\n  expected ${wanted}\n  got      ${got}`);
}

/** No string holds what is taken away: in it, the quotes would be escaped. */
function textWithoutReplayed(value: unknown): string {
  return canonicalText(value).replaceAll(/,"replayed":true|"replayed":true,?/g, '');
}

/** The same answer without `replayed`. */
export function withoutReplayed(answer: object | null | undefined): object {
  const { replayed: _replayed, ...rest } = { replayed: true, ...answer };
  return rest;
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
