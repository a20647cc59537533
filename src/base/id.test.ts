import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TallystickError } from './error.ts';
import { checkId, compareUtf8, isId } from './id.ts';
import { ID_LENGTH_MAX } from './limits.ts';

describe('checkId', () => {
  test.each(['a', ' ', '0', '__proto__', 'constructor', 'é', '\u{1F600}', '\0', 'x'.repeat(ID_LENGTH_MAX)])(
    '%o is an id',
    (id) => {
      expect(checkId('accountId', id)).toBe(id);
      expect(isId(id)).toBe(true);
    },
  );

  test.each([
    '',
    'x'.repeat(ID_LENGTH_MAX + 1),
    '\ud800',
    'a\udc00b',
    '\udc00\ud800',
    7,
    7n,
    null,
    undefined,
    ['a'],
  ])('%o is none', (value) => {
    expect(isId(value)).toBe(false);
    expect(() => checkId('accountId', value)).toThrow(TallystickError);
    expect(() => checkId('accountId', value)).toThrow(
      expect.objectContaining({ code: 'bad_id', field: 'accountId', value }),
    );
  });

  test('the message names field, expectation and value', () => {
    expect(() => checkId('holdId', 7)).toThrow(
      'holdId: expected a non-empty, well-formed string of at most 256 units, got 7',
    );
  });
});

describe('compareUtf8', () => {
  const byBytes = (a: string, b: string): number => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  // Around every seam of the encoding, and on both sides of where UTF-16 sorts otherwise.
  const seams = ['a', 'b', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uff5e', '\uffff'];
  const unit = fc.constantFrom(...seams, '\u{10000}', '\u{1f600}', '\u{10ffff}');
  const text = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''));

  test('is the order of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(byBytes(a, b));
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(byBytes(a, b));
      }),
      { numRuns: 2_000 },
    );
  });

  test('puts a surrogate pair after U+FF5E, which the order of strings does not', () => {
    expect(compareUtf8('\uff5e', '\u{1f600}')).toBeLessThan(0);
    expect('\uff5e' < '\u{1f600}').toBe(false);
  });

  test('is zero for equal strings only, and a beginning comes before the whole', () => {
    expect(compareUtf8('', '')).toBe(0);
    expect(compareUtf8('ab', 'ab')).toBe(0);
    expect(compareUtf8('a', 'ab')).toBeLessThan(0);
    expect(compareUtf8('ab', 'a')).toBeGreaterThan(0);
  });
});
