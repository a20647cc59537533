import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const GBP = 'GBP/2';
const SAID = { floor: 0n, ceiling: null, metadata: { town: 'Leeds', name: 'Ann' } };
const OTHERWISE = { metadata: { name: 'Ann', town: 'Leeds' } };

describe.each(HOUSES)('a request that means the same, on $name,', (kind) => {
  test('has the first answer, however it is written', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('shop');
      const opened = await book.openAccount({ id: 'open', account: 'ann', asset: GBP, ...SAID });
      expect(opened.ok).toBe(true);
      expect(await book.openAccount({ id: 'open', account: 'ann', asset: GBP, ...OTHERWISE })).toMatchObject(
        opened,
      );
      const other = { metadata: { name: 'Ann', town: 'York' } };
      expect(await book.openAccount({ id: 'open', account: 'ann', asset: GBP, ...other })).toMatchObject({
        reason: 'id_conflict',
      });
      await house.close();
    });
  });

  test('is the same inside of groups, in one book and in several', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('shop');
      const inner = (said: object) =>
        ({ kind: 'open_account', account: 'ann', asset: GBP, ...said }) as const;
      const group = (said: object) =>
        book.submit([
          { kind: 'atomic', id: 'group', commands: [{ kind: 'atomic', commands: [inner(said)] }] },
        ]);
      const [first] = await group(SAID);
      expect(first?.ok).toBe(true);
      expect((await group(OTHERWISE))[0]).toMatchObject({ ...first });
      const across = (said: object, city = 'Leeds') =>
        house.atomic(
          [
            { ...inner(said), account: 'bob', book: 'shop' },
            { ...inner({ metadata: { city } }), account: 'bob', book: 'bank' },
          ],
          { id: 'both' },
        );
      const both = await across(SAID);
      expect(both.ok).toBe(true);
      expect(await across(OTHERWISE)).toMatchObject(both);
      // What differs lies in one of its books alone.
      expect(await across(SAID, 'York')).toMatchObject({ ok: false, reason: 'id_conflict' });
      const ends = { from: { book: 'shop', account: 'bob' }, to: { book: 'bank', account: 'bob' } };
      const moved = await house.transfer({ id: 'move', ...ends, amount: 1n });
      expect(moved).toMatchObject({ ok: false, reason: 'insufficient_funds' });
      expect(await house.transfer({ id: 'move', through: 'world', ...ends, amount: 1 })).toMatchObject(moved);
      await house.close();
    });
  });
});

test('repeats of what was recorded in an earlier form of the text have their answers, and old rows are whole', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    const house = await open(url, { clock: () => 9_000, announceExpiries: false });
    const shop = house.book('shop');
    const before = await shop.head();
    const { metadata } = OTHERWISE;
    const fund = { account: 'ann', asset: GBP, metadata };
    const answers = await shop.submit([
      { kind: 'open_account', id: 'open-ann', ...fund },
      { kind: 'open_account', id: 'open-bob', account: 'bob', asset: GBP },
      { kind: 'transfer', id: 'fund', from: 'world', to: 'ann', amount: 10_000n },
      { kind: 'pay', id: 'pay', payment: 'order-1', account: 'ann', amount: 500n },
      { kind: 'hold', id: 'hold', hold: 'h1', account: 'ann', amount: 300n, expiresAt: null },
      { kind: 'capture', id: 'capture', hold: 'h1', amount: 100n },
      { kind: 'refund', id: 'refund', refund: 'r1', account: 'ann', amount: 50n },
      { kind: 'grant', id: 'grant', credit: 'c1', account: 'bob', amount: 70n, expiry: { n1: 2, n2: 1 } },
      { kind: 'spend', id: 'spend', account: 'bob', amount: 20n, clock: { n1: 1 } },
      { kind: 'transfer', id: 'refused', from: 'ann', to: 'carl', amount: 5n },
      {
        kind: 'atomic',
        id: 'group',
        commands: [
          { kind: 'transfer', id: 'inside', from: 'ann', to: 'bob', amount: 7n },
          { kind: 'atomic', commands: [{ kind: 'open_account', ...fund, account: 'dora' }] },
        ],
      },
    ]);
    expect(answers.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
    const opened = (book: string) => ({ ...fund, kind: 'open_account', account: 'erin', book }) as const;
    const both = await house.atomic([opened('shop'), opened('bank')], { id: 'both' });
    expect(both).toMatchObject({ ok: true, seqs: { shop: 14, bank: 2 } });
    const other = await house.atomic([opened('shop'), { ...opened('bank'), metadata: {} }], { id: 'both' });
    expect(other).toMatchObject({ ok: false, reason: 'id_conflict' });
    expect(await shop.openAccount({ id: 'open-ann', ...fund, floor: -1n })).toMatchObject({
      reason: 'id_conflict',
    });
    expect(await shop.head()).toEqual(before);
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    expect(await house.reconcile()).toMatchObject({ ok: true });
    await house.close();
  });
});
