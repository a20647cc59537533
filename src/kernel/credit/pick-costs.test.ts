import { describe, expect, test } from 'vitest';
import { NO_EVENTS, parseClock } from '../../base/clock.ts';
import { OrderedTree } from '../../base/ordered-tree.ts';
import type { Instant } from '../time/instant.ts';
import type { CreditRow } from './credit.ts';
import {
  compareCredits,
  isLive,
  mayBeDrawn,
  mayBeLive,
  measureCredits,
  type Spendable,
} from './credit-order.ts';

const CREDITS = 100_000;
const NOW: Instant = { at: 1_000, order: Number.MAX_SAFE_INTEGER };
/** A look at a subtree and its sides, once on the way down and once on the way up. */
const LOOKS_A_LEVEL = 4;

type Shape = Pick<CreditRow, 'expiry' | 'expiresAt' | 'startsAt' | 'priority'>;

/** So many credits of one account, of the shape that each number gives, and how many subtrees are looked at for the next to draw. */
function looksAt(
  shape: (i: number) => Shape,
  count = CREDITS,
): { readonly looks: number; readonly found?: string } {
  const tree = new OrderedTree<CreditRow, CreditRow, Spendable>(compareCredits, measureCredits);
  for (let i = 0; i < count; i += 1) {
    const place = { at: 1, order: 2 * i };
    const [id, amounts] = [`c${i}`, { amount: 1n, remaining: 1n }];
    const row = {
      key: id,
      id,
      account: 'a',
      from: 'world',
      ...amounts,
      seq: i,
      at: 1,
      hereFrom: place,
      ...shape(i),
    };
    tree.set(row, row);
  }
  let looks = 0;
  const found = tree.find((summary) => {
    looks += 1;
    return mayBeLive(summary, NO_EVENTS, NOW);
  });
  if (found === undefined) return { looks };
  expect(mayBeDrawn(found.value, NOW) && isLive(found.value, NO_EVENTS, NOW.at)).toBe(true);
  return { looks, found: found.value.id };
}

const past = { expiry: null, expiresAt: 900 } as const;
const later = { expiry: null, startsAt: 2_000, expiresAt: 3_000 } as const;
const expired = { expiry: parseClock('clock', {}) } as const;
const live = { expiry: null, expiresAt: 5_000 } as const;

describe.each([
  ['rank-lex-id/v1', undefined],
  ['priority-expiry/v1', 7],
])('in the order %s', (_order, priority) => {
  test.each<[string, (i: number) => Shape, string]>([
    ['all live', () => live, 'c0'],
    ['all but the last expired at a moment', (i) => (i === CREDITS - 1 ? live : past), `c${CREDITS - 1}`],
    ['all but the last expired at a clock', (i) => (i === CREDITS - 1 ? live : expired), `c${CREDITS - 1}`],
    ['all but the last not begun', (i) => (i === CREDITS - 1 ? live : later), `c${CREDITS - 1}`],
  ])('the next to draw of a hundred thousand is found in O(log n): %s', (_what, shape, expected) => {
    const { looks, found } = looksAt((i) => ({
      ...shape(i),
      ...(priority === undefined ? {} : { priority }),
    }));
    expect(found).toBe(expected);
    expect(looks).toBeLessThanOrEqual(LOOKS_A_LEVEL * Math.ceil(Math.log2(CREDITS)));
  });
});

test('expired ones that have begun beside live ones that have not are looked at one by one', () => {
  const among = (i: number): Shape => ({ ...(i % 2 === 0 ? past : later), priority: i });
  const { looks, found } = looksAt(among, 1_000);
  expect(found).toBeUndefined();
  expect(looks).toBeGreaterThan(1_000);
  // Those of one order lie apart, and are passed over together.
  const apart = (i: number): Shape => ({ ...(i % 2 === 0 ? past : later), priority: i % 2 });
  expect(looksAt(apart, 1_000).looks).toBeLessThan(100);
});

test('what differs in nothing else goes in the order of granting, and by ids where there are no priorities', () => {
  const row = (id: string, seq: number, shape: Partial<Shape> = {}): CreditRow => {
    const amounts = { amount: 1n, remaining: 1n };
    return { key: id, id, account: 'a', from: 'world', ...amounts, seq, at: 1, expiry: null, ...shape };
  };
  const sorted = (...rows: CreditRow[]): string =>
    rows
      .sort(compareCredits)
      .map(({ id }) => id)
      .join(' ');
  expect(sorted(row('a', 2), row('b', 1))).toBe('a b');
  expect(sorted(row('a', 2, { priority: 1 }), row('b', 1, { priority: 1 }))).toBe('b a');
  expect(sorted(row('a', 1, { priority: 2 }), row('b', 2, { priority: 1 }))).toBe('b a');
  expect(sorted(row('a', 1, { priority: 1 }), row('b', 2, { priority: 1, expiresAt: 9 }))).toBe('b a');
  const clock = parseClock('expiry', { x: 9 });
  expect(
    sorted(row('a', 1, { priority: 1, expiresAt: 2 }), row('b', 2, { priority: 1, expiry: clock })),
  ).toBe('b a');
});
