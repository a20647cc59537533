import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareUtf8 } from '../../base/id.ts';
import { storedText, textOfStored } from './stored-text.ts';

/** Mostly of what is kept otherwise, and of what sorts next to it. */
const texts = fc.string({
  unit: fc.constantFrom('\u0000', '\u0001', '\u0002', '\u0003', ' ', 'a', '\u{1f600}'),
  maxLength: 6,
});

test.each([
  ['', ''],
  ['plain', 'plain'],
  ['\u0000', '\u0001\u0001'],
  ['\u0001', '\u0001\u0002'],
  ['\u0002', '\u0002'],
  ['a\u0000\u0001b', 'a\u0001\u0001\u0001\u0002b'],
])('%j is kept as %j', (text, stored) => {
  expect(storedText(text)).toBe(stored);
  expect(textOfStored(stored)).toBe(text);
});

test('every text comes back, and is kept without U+0000', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
      const stored = storedText(text);
      expect(stored).not.toContain('\u0000');
      expect(textOfStored(stored)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('texts are in the same order as what is kept, and equal only when that is', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      expect(Math.sign(compareUtf8(storedText(a), storedText(b)))).toBe(Math.sign(compareUtf8(a, b)));
    }),
    { numRuns: 5_000 },
  );
});

test.each(['\u0001', 'a\u0001b', '\u0001\u0003', '\u0001\u0001\u0001'])('%j was never kept', (stored) => {
  expect(textOfStored(stored)).toBeUndefined();
});
