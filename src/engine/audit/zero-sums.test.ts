import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentSum, newKey } from './content-sums.ts';
import { ZeroSums } from './zero-sums.ts';

const amounts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.bigInt({ min: -3n, max: 3n })), {
  maxLength: 30,
});

describe('ZeroSums', () => {
  test('tells exactly the groups that do not sum to zero, in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(amounts, async (list) => {
        const sums = new ZeroSums();
        const expected = new Map<string, bigint>();
        for (const [group, amount] of list) {
          sums.add(group, amount);
          expected.set(group, (expected.get(group) ?? 0n) + amount);
        }
        const found = new Map<string, bigint>();
        let readings = 0;
        const addAgain = async (add: (group: string, amount: bigint) => void): Promise<void> => {
          readings += 1;
          for (const [group, amount] of list.toReversed()) add(group, amount);
        };
        await sums.findWrong(addAgain, (group, sum) => found.set(group, sum));
        const wrong = [...expected].filter(([, sum]) => sum !== 0n).sort();
        expect([...found].sort()).toEqual(wrong);
        expect(readings).toBe(wrong.length === 0 ? 0 : 1);
      }),
    );
  });

  test('finds all of very many, a part at a time', async () => {
    const sums = new ZeroSums();
    const groups = Array.from({ length: 300_000 }, (_, i) => `g${i}`);
    for (const group of groups) sums.add(group, 1n);
    let readings = 0;
    let found = 0;
    const addAgain = async (add: (group: string, amount: bigint) => void): Promise<void> => {
      readings += 1;
      for (const group of groups) add(group, 1n);
    };
    await sums.findWrong(addAgain, () => {
      found += 1;
    });
    expect(found).toBe(groups.length);
    expect(readings).toBe(2);
  });
});

describe('ContentSum', () => {
  test('is the same for the same texts in another order, and for no others', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', ''), { maxLength: 6 });
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const key = newKey();
        const sumOf = (list: readonly string[]): ContentSum => {
          const sum = new ContentSum(key);
          for (const text of list) sum.add(text);
          return sum;
        };
        expect(sumOf(left).equals(sumOf(left.toReversed()))).toBe(true);
        const isSame = JSON.stringify(left.toSorted()) === JSON.stringify(right.toSorted());
        expect(sumOf(left).equals(sumOf(right))).toBe(isSame);
        // What is taken away again, before or after it was added, was never there.
        const more = sumOf([...left, ...right]);
        for (const text of right) more.remove(text);
        expect(more.equals(sumOf(left))).toBe(true);
        const less = sumOf([]);
        for (const text of right) less.remove(text);
        for (const text of [...left, ...right]) less.add(text);
        expect(less.equals(sumOf(left))).toBe(true);
      }),
    );
  });
});
