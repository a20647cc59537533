import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { withoutNumber } from '../support/house/house-same.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const ACCOUNTS = ['alice', 'bob', 'carol'];
const MOMENTS = Array.from({ length: 31 }, (_, day) => day);
/** When what is to be taken back takes effect; the present is day 10. */
const AHEAD = 20;

const BEGINNING = [
  ...ACCOUNTS.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 0 }) as const),
  { kind: 'transfer', from: 'world', to: 'alice', amount: 100n, effectiveAt: 1 },
  { kind: 'pay', payment: 'p', account: 'alice', amount: 30n, effectiveAt: 1 },
  { kind: 'grant', credit: 'c', account: 'alice', amount: 30n, expiry: { days: 25 }, effectiveAt: 1 },
  { kind: 'grant', credit: 'e', account: 'bob', amount: 3n, expiry: null, effectiveAt: 1 },
  { kind: 'hold', hold: 'h', account: 'alice', amount: 40n, expiresAt: 28, effectiveAt: 2 },
  { kind: 'capture', hold: 'h', amount: 5n, effectiveAt: 3 },
  { kind: 'offer', offer: 'o', from: 'alice', to: 'bob', amount: 15n, expiresAt: 27, effectiveAt: 2 },
] as const;

const TRANSACTIONS = [
  { kind: 'transfer', from: 'alice', to: 'bob', amount: 20n },
  {
    kind: 'post',
    entries: [
      { account: 'alice', amount: -9n },
      { account: 'alice', amount: 2n },
      { account: 'bob', amount: 7n },
    ],
  },
  { kind: 'pay', payment: 'q', account: 'bob', from: 'alice', amount: 20n },
  { kind: 'refund', refund: 'r', account: 'alice', amount: 20n, to: 'bob' },
  { kind: 'grant', credit: 'd', account: 'bob', amount: 20n, expiry: null },
  { kind: 'spend', account: 'alice', amount: 20n, clock: { days: 20 }, to: 'bob' },
  { kind: 'expire_credits', account: 'alice', clock: { days: 25 }, to: 'bob' },
  { kind: 'void_credit', grantedTo: 'bob', credit: 'e' },
  { kind: 'capture', hold: 'h', amount: 10n, to: 'bob' },
  { kind: 'capture', hold: 'h', amount: 10n, to: 'bob', final: true },
  { kind: 'capture', hold: 'h', amount: 10n, to: 'bob', payment: 'order' },
  { kind: 'accept', offer: 'o', account: 'bob' },
] as const;

type House = Awaited<ReturnType<typeof open>>;

/** What everybody has at every moment, as known at one; with what remains of lots it is all there is. */
async function everything(book: ReturnType<House['book']>, knownAt?: number): Promise<unknown> {
  const asOf = knownAt === undefined ? {} : { knownAt };
  const balances = [];
  for (const at of MOMENTS)
    balances.push((await book.balances(ACCOUNTS, { at, ...asOf })).map(withoutNumber));
  for (const at of MOMENTS)
    balances.push(withoutNumber(await book.balance('world', { asset: 'GBP/2', at, ...asOf })));
  return balances;
}

describe.each(HOUSES)('a reversal before the moment of what it reverses ($name)', (kind) => {
  test.each(TRANSACTIONS)('leaves nothing of a $kind at any moment', async (transaction) => {
    await inPlace(kind, async ({ url }) => {
      let now = 10;
      const options = { clock: () => now, announceExpiries: false, cacheRowsMax: 0 };
      await using house = await open(url, options);
      const book = house.book('shop');
      for (const answer of await book.submit(BEGINNING)) expect(answer).toMatchObject({ ok: true });
      const without = await everything(book);
      const heldBefore = await book.holds();
      now = 11;
      const [made] = await book.submit([{ ...transaction, id: 't', effectiveAt: AHEAD }]);
      expect(made).toMatchObject({ ok: true });
      const withIt = await everything(book);
      expect(withIt).not.toEqual(without);
      expect(await book.closeAccount({ account: 'bob' })).toMatchObject({
        ok: false,
        reason: 'account_named_later',
      });
      now = 12;
      const reversed = await book.reverse({ transaction: 't', id: 'back' });
      expect(reversed).toMatchObject({ ok: true, effectiveAt: 12 });

      expect(await everything(book)).toEqual(without);
      expect(await everything(book, 11)).toEqual(withIt);
      expect(await everything(book, 10)).toEqual(without);
      expect(await book.holds()).toEqual(heldBefore);
      // Its lines are told, and take each other back.
      const { lines = [] } = (await book.statement('bob', { from: AHEAD, to: AHEAD })) ?? {};
      expect(lines.reduce((sum, { posted }) => sum + posted, 0n)).toBe(0n);
      // It is done once, and the same request gets the same answer.
      expect(await book.reverse({ transaction: 't', id: 'back' })).toEqual({ ...reversed, replayed: true });
      expect(await book.reverse({ transaction: 't' })).toMatchObject({ reason: 'already_reversed' });
      await expectSound(house);
      // It names nobody any more: bob can be merged away, with the offer to him.
      expect(await book.merge({ into: 'carol', from: 'bob' })).toMatchObject({ ok: true });
      await expectSound(house);
    });
  });
});

test('what the first rules recorded is taken back, goes on naming its accounts, and keeps its holds as they are', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    await using house = await open(url, { clock: () => 4_000, announceExpiries: false });
    const book = house.book('shop');
    const posted = async (account: string): Promise<bigint | undefined> =>
      (await book.balance(account, { at: 3_000 }))?.posted;
    const [ann = 0n, bob = 0n] = [await posted('ann'), await posted('bob')];
    const latest = '000000000bb8-000001-f8372f8872ec7caf4bfd';
    expect(await book.reverse({ transaction: latest, effectiveAt: 2_500 })).toMatchObject({ ok: true });
    expect(await book.reverse({ transaction: 'spend', effectiveAt: 999 })).toMatchObject({ ok: true });
    expect([await posted('ann'), await posted('bob')]).toEqual([ann + 1n, bob - 1n + 20n]);
    const early = { transaction: 'capture', effectiveAt: 999 };
    expect(await book.reverse(early)).toMatchObject({ ok: false, reason: 'transaction_later' });
    const merge = { into: 'ann', from: 'bob', effectiveAt: 2_500 };
    expect(await book.merge(merge)).toMatchObject({ ok: false, reason: 'account_named_later' });
    expect(await book.merge({ ...merge, effectiveAt: 3_000 })).toMatchObject({ ok: true });
    await expectSound(house);
  });
});
