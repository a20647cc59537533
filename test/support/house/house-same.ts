import { canonicalText } from '../../../src/base/canonical-bytes.ts';

/**
 * Throws unless both are the same data. Left out are undefined members, the words of a refusal, which follow from its facts,
 * and whether an answer was on record before: that says something of who asked when, and not of what came of it.
 */
export function expectSame(where: string, actual: unknown, expected: unknown): void {
  const got = textWithoutReplayed(withoutWords(actual));
  const wanted = textWithoutReplayed(withoutWords(expected));
  if (got !== wanted) throw new Error(`${where}:\n  expected ${wanted}\n  got      ${got}`);
}

/** A refusal without its message and its remedy; anything else as it is. */
function withoutWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('ok' in value) || value.ok !== false) return value;
  const { message: _, remedy: _r, ...facts } = { message: '', remedy: '', ...value };
  return facts;
}

/** No string holds what is taken away: in it, the quotes would be escaped. */
function textWithoutReplayed(value: unknown): string {
  return canonicalText(value).replaceAll(/,"replayed":true|"replayed":true,?/g, '');
}

/**
 * A balance without the number of the latest change: that is of now, whatever moment is asked about, and tells the order that
 * there was.
 */
export function withoutNumber(balance: { readonly lastSeq?: number } | null): object | null {
  if (balance === null) return null;
  const { lastSeq: _, ...rest } = balance;
  return rest;
}

/** The same answer without `replayed`. */
export function withoutReplayed(answer: object | null | undefined): object {
  const { replayed: _replayed, ...rest } = { replayed: true, ...answer };
  return rest;
}

/** What a caller sees of an outcome, besides where it stands on record, and in what words: all that a yes says, and why not. */
export function seenOf(answer: object): object {
  const { ok, reason, subject, available, ...said } = answer as Readonly<Record<string, unknown>>;
  if (ok !== true) return { ok, reason, subject, available };
  const { id: _, seq: _s, effectiveAt: _e, recordedAt: _r, ...findings } = said;
  return { ok, ...findings };
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
