import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, DEFAULT_GRANULARITIES, granularitiesOf, HOUR, MINUTE } from './granularity.ts';
import { bucketEdgeFrom, bucketStart, partOf, planWindow } from './plan-window.ts';

const anyAt = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });

describe('bucketStart', () => {
  test('is floor(at / size) * size, for the negative too', () => {
    expect([-61, -60, -1, 0, 59, 60].map((at) => bucketStart(at, 60))).toEqual([-120, -60, -60, 0, 0, 60]);
    expect([-61, -60, -1, 0, 1].map((at) => bucketEdgeFrom(at, 60))).toEqual([-60, -60, 0, 0, 60]);
  });

  test('agrees with exact arithmetic everywhere', () => {
    fc.assert(
      fc.property(anyAt, fc.integer({ min: 1, max: 1_000_000_000_000 }), (at, size) => {
        const start = bucketStart(at, size);
        expect(Number.isSafeInteger(start)).toBe(true);
        expect(Object.is(start, -0)).toBe(false);
        const past = BigInt(at) - BigInt(start);
        expect(BigInt(start) % BigInt(size) === 0n && past >= 0n && past < BigInt(size)).toBe(true);
      }),
    );
  });
});

describe('planWindow', () => {
  test('covers a window once, by whole buckets and cut ones', () => {
    const sizes = fc.constantFrom([10, 20, 60], [10], [7, 14, 21], [5, 30, 45]);
    fc.assert(
      fc.property(sizes, fc.integer({ min: -200, max: 200 }), fc.nat(300), (granularities, from, length) => {
        const to = from + length;
        const { ranges, edges } = planWindow(granularities, from, to, 10_000);
        const covered = new Map<number, number>();
        for (const range of ranges) {
          expect([range.from % range.size, range.to % range.size].map(Math.abs)).toEqual([0, 0]);
          for (let at = range.from; at < range.to; at += 1) covered.set(at, (covered.get(at) ?? 0) + 1);
        }
        const [size = 0] = granularities;
        for (const { start, numerator, denominator } of edges) {
          expect(denominator).toBe(size);
          const first = Math.max(start, from);
          expect(Math.min(start + size, to) - first).toBe(numerator);
          for (let at = first; at < first + numerator; at += 1) covered.set(at, (covered.get(at) ?? 0) + 1);
        }
        expect([...covered.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => from + i));
        expect([...covered.values()].every((times) => times === 1)).toBe(true);
        expect(edges.length > 0).toBe(length > 0 && (from % size !== 0 || to % size !== 0));
      }),
    );
  });

  test('takes the coarsest buckets that fit', () => {
    const from = -HOUR - 2 * MINUTE;
    const { ranges, edges } = planWindow(DEFAULT_GRANULARITIES, from, 2 * DAY + MINUTE, 9 * DAY);
    expect(edges).toEqual([]);
    expect(ranges).toEqual([
      { size: MINUTE, from, to: -HOUR },
      { size: HOUR, from: -HOUR, to: 0 },
      { size: DAY, from: 0, to: 2 * DAY },
      { size: MINUTE, from: 2 * DAY, to: 2 * DAY + MINUTE },
    ]);
  });
});

test('a part of a sum is rounded down, whatever its sign', () => {
  const part = (sum: bigint, numerator: number, denominator: number) =>
    partOf(sum, { start: 0, numerator, denominator });
  expect([part(7n, 1, 2), part(-7n, 1, 2), part(-8n, 1, 2), part(0n, 1, 2)]).toEqual([3n, -4n, -4n, 0n]);
  const large = 2n ** 62n + 1n;
  expect(part(large, 59_999, 60_000)).toBe((large * 59_999n) / 60_000n);
});

test('sizes come in order, each once', () => {
  expect(granularitiesOf('granularities', ['day', MINUTE, 'minute', 'hour'])).toEqual([MINUTE, HOUR, DAY]);
});
