import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barText, greatestOf, sparkText } from './block-bars.ts';

const anyCount = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('barText', () => {
  test('is as long as its share, to an eighth of a cell', () => {
    const bars = [0n, 1n, 2n, 8n, 9n, 20n, 24n].map((count) => barText(count, 24n, 3));
    expect(bars).toEqual(['', '▏', '▎', '█', '█▏', '██▌', '███']);
  });

  test('shows the least count, and a count below 0 in another shade', () => {
    expect([barText(1n, 10n ** 18n, 10), barText(-1n, 10n ** 18n, 10)]).toEqual(['▏', '░']);
    expect([barText(-5n, 10n, 4), barText(-10n, 10n, 4)]).toEqual(['░░', '░░░░']);
    expect(barText(0n, 0n, 4)).toBe('');
  });

  test('is never longer than it may be, and never shorter for more', () => {
    fc.assert(
      fc.property(anyCount, anyCount, fc.integer({ min: 1, max: 60 }), (a, b, width) => {
        const greatest = greatestOf([a, b]);
        const [less = 0n, more = 0n] = [a, b]
          .map((one) => (one < 0n ? -one : one))
          .sort((x, y) => (x < y ? -1 : 1));
        const [short, long] = [barText(less, greatest, width), barText(more, greatest, width)];
        expect(long.length).toBe(greatest === 0n ? 0 : width);
        expect(eighths(short)).toBeLessThanOrEqual(eighths(long));
        expect(short === '').toBe(less === 0n);
      }),
    );
  });
});

/** How long a bar is, told from its cells. */
function eighths(bar: string): number {
  return [...bar].reduce((sum, cell) => sum + '▏▎▍▌▋▊▉█'.indexOf(cell) + 1, 0);
}

describe('sparkText', () => {
  test('has a cell for each count', () => {
    expect(sparkText([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n], 8n)).toBe('·▁▂▃▄▅▆▇█');
    expect(sparkText([1n, -4n, 1000n], 1000n)).toBe('▁░█');
    expect(sparkText([0n, 0n], 0n)).toBe('··');
    expect(sparkText([], 0n)).toBe('');
  });

  test('never loses a count that is not 0', () => {
    fc.assert(
      fc.property(fc.array(anyCount), (counts) => {
        const cells = [...sparkText(counts, greatestOf(counts))];
        expect(cells).toHaveLength(counts.length);
        expect(cells.map((cell) => cell === '·')).toEqual(counts.map((count) => count === 0n));
        expect(cells.map((cell) => cell === '░')).toEqual(counts.map((count) => count < 0n));
      }),
    );
  });
});
