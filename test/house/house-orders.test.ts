import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { NotFetched } from '../../src/kernel/residency.ts';
import { askBulk, type OpenBook } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';

const BEGIN: readonly HouseInput[] = [
  ...['shop', 'ann', 'bob', 'eve', 'old'].map(
    (account): HouseInput => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 1 }),
  ),
  ...['ann', 'bob', 'eve'].map(
    (to): HouseInput => ({ kind: 'transfer', from: 'world', to, amount: 100n, effectiveAt: 2 }),
  ),
  {
    kind: 'pay',
    payment: 'card',
    account: 'shop',
    from: 'ann',
    amount: 30n,
    group: 'o1',
    rank: 2,
    effectiveAt: 3,
  },
  {
    kind: 'pay',
    payment: 'gift',
    account: 'shop',
    from: 'bob',
    amount: 10n,
    group: 'o1',
    rank: 1,
    effectiveAt: 4,
  },
  { kind: 'pay', payment: 'cash', account: 'shop', amount: 5n, group: 'o1', effectiveAt: 5 },
  { kind: 'pay', payment: 'other', account: 'shop', from: 'eve', amount: 50n, group: 'o2', effectiveAt: 6 },
  { kind: 'pay', payment: 'was', account: 'old', from: 'eve', amount: 4n, group: 'o3', effectiveAt: 6 },
];

const posted = async (book: OpenBook): Promise<unknown[]> =>
  (await book.balances(['shop', 'ann', 'bob', 'eve'])).map((balance) => balance?.posted);

describe.each(HOUSES)('on $name', (kind) => {
  /** With everything in memory, and with nothing kept of it from one batch to the next. */
  test.each([100_000, 0])('an order is refunded to whoever paid it, with %d rows in memory', (cacheRowsMax) =>
    inPlace(kind, async ({ url }) => {
      const before = NotFetched.count;
      const house = await open(url, { clock: () => 50, cacheRowsMax });
      try {
        const book = house.book('main');
        for (const answer of await askBulk(book, BEGIN)) expect(answer).toMatchObject({ ok: true });
        expect(await book.refundable('shop', { group: 'o1' })).toEqual({
          account: 'shop',
          asset: 'GBP/2',
          amount: 45n,
        });
        expect(await book.refundable('shop', { group: 'o1', at: 4 })).toMatchObject({ amount: 40n });
        expect(await book.refundable('shop')).toMatchObject({ amount: 95n });
        expect(await book.refundable('shop', { group: 'none' })).toMatchObject({ amount: 0n });
        expect(await book.refundable('nobody')).toBeNull();
        const byRank = { account: 'shop', group: 'o1', rules: ['RANK_FIRST'], to: 'source' } as const;
        const first = { refund: 'r1', amount: 12n, ...byRank, effectiveAt: 10 };
        const allocations = [
          { payment: 'gift', amount: 10n, to: 'bob' },
          { payment: 'card', amount: 2n, to: 'ann' },
        ];
        expect(await book.refund({ ...first, id: 'back' })).toMatchObject({ ok: true, allocations });
        // The same again, by its id and by its name.
        expect(await book.refund({ ...first, id: 'back' })).toMatchObject({ replayed: true, allocations });
        expect(await book.refund(first)).toMatchObject({ replayed: true, allocations });
        // Of a group of commands: what was reversed gives again, and goes to whom the payer was merged into.
        const group = await book.submit([
          {
            kind: 'atomic',
            commands: [
              { kind: 'reverse', transaction: 'back', effectiveAt: 11 },
              { kind: 'merge', from: 'bob', into: 'eve', effectiveAt: 12 },
              { kind: 'refund', refund: 'r2', amount: 45n, ...byRank, effectiveAt: 13 },
            ],
          },
        ]);
        expect(group).toMatchObject([
          {
            ok: true,
            parts: [
              {},
              {},
              {
                allocations: [
                  { payment: 'gift', amount: 10n, to: 'eve' },
                  { payment: 'card', amount: 30n, to: 'ann' },
                  { payment: 'cash', amount: 5n, to: 'world' },
                ],
              },
            ],
          },
        ]);
        expect(await posted(book)).toEqual([50n, 100n, undefined, 146n]);
        const { items } = await book.payments({ group: 'o1' });
        expect(items).toMatchObject([
          { payment: 'card', remaining: 0n, group: 'o1', rank: 2 },
          { payment: 'gift', remaining: 0n, rank: 1 },
          { payment: 'cash', remaining: 0n, rank: null },
        ]);
        // A merge in the group brings payments, whose payers nobody names.
        const moved = {
          refund: 'r4',
          account: 'shop',
          group: 'o3',
          amount: 4n,
          to: 'source',
          effectiveAt: 15,
        };
        const merged = await book.submit([
          {
            kind: 'atomic',
            commands: [
              { kind: 'merge', from: 'old', into: 'shop', effectiveAt: 14 },
              { kind: 'refund', ...moved },
            ],
          },
        ]);
        expect(merged).toMatchObject([
          { ok: true, parts: [{}, { allocations: [{ payment: 'was', to: 'eve' }] }] },
        ]);
        // Nothing is left of it, and a refusal leaves nothing behind: the name is free.
        expect(await book.refund({ ...first, refund: 'r3', amount: 1n })).toMatchObject({
          reason: 'payments_insufficient',
          available: 0n,
        });
        // The one who paid is closed: the whole refund is refused.
        const close = { kind: 'close_account', account: 'eve' } as const;
        await book.submit([
          { kind: 'transfer', from: 'eve', to: 'world', amount: 150n, effectiveAt: 20 },
          { ...close, effectiveAt: 21 },
        ]);
        const late = { refund: 'r3', account: 'shop', amount: 1n, payment: 'other', effectiveAt: 22 };
        expect(await book.refund({ ...late, to: 'source' })).toMatchObject({
          reason: 'account_unknown',
          subject: 'eve',
        });
        expect(await book.refund(late)).toMatchObject({ ok: true });
        expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
        expect((await house.reconcile()).problems).toEqual([]);
      } finally {
        await house.close();
      }
      expect(NotFetched.count).toBe(before);
    }),
  );
});

test('what is refunded in proportion is shared among the payments of one group of many, and no unit is lost', () =>
  inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { clock: () => 50, cacheRowsMax: 0 });
    try {
      const book = house.book('main');
      await askBulk(book, BEGIN);
      const others = Array.from({ length: 300 }, (_, i): HouseInput => {
        return { kind: 'pay', payment: `p${i}`, account: 'shop', amount: 1n, group: `g${i}`, effectiveAt: 7 };
      });
      await askBulk(book, others);
      expect(await book.refundable('shop')).toMatchObject({ amount: 395n });
      const shares = { refund: 'r', account: 'shop', group: 'o1', proRata: true, amount: 10n } as const;
      // 30, 10 and 5 of 45: exactly 6.67, 2.22 and 1.11; one unit is left over, and the card lost most.
      expect(await book.refund({ ...shares, effectiveAt: 10 })).toMatchObject({
        allocations: [
          { payment: 'card', amount: 7n },
          { payment: 'gift', amount: 2n },
          { payment: 'cash', amount: 1n },
        ],
      });
    } finally {
      await house.close();
    }
  }));
