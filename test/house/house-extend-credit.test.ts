import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { allEvents } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';

const credits = (remaining: bigint, spendable = remaining): object => ({ credits: { remaining, spendable } });
const named = { grantedTo: 'ann', credit: 'c' } as const;
const soft = { account: 'ann', clock: {} } as const;

describe.each(HOUSES)('extending a credit, on $name', (kind) => {
  test('moves the end at which it leaves what is spendable and is posted out, and what was known before stays known', () =>
    inPlace(kind, async ({ url }) => {
      const clock = { now: 1_000 };
      await using house = await open(url, { announceExpiries: false, clock: () => clock.now });
      const book = house.book('shop');
      for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
      const grant = { credit: 'c', account: 'ann', amount: 50n, expiresAt: 2_000 } as const;
      const granted = await book.grant({ ...grant, id: 'g' });
      await book.spend({ ...soft, amount: 10n, id: 's' });
      clock.now = 1_200;
      const seconds = { ...named, expiresAt: 1_100 };
      expect(await book.extendCredit(seconds)).toMatchObject({ ok: false, reason: 'expires_before_start' });
      const same = { ...named, expiresAt: 2_000 };
      expect(await book.extendCredit(same)).toMatchObject({ reason: 'expires_no_later', subject: 'c' });
      const dry = await book.dryRun({ kind: 'extend_credit', ...named, expiresAt: 3_000 });
      expect(dry).toMatchObject({ ok: true });
      // A group that is refused leaves the end as it was.
      const extend = { kind: 'extend_credit', ...named, expiresAt: 3_000 } as const;
      const lacking = { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n } as const;
      expect(await book.submit([{ kind: 'atomic', commands: [extend, lacking] }])).toMatchObject([
        { ok: false },
      ]);
      expect(await book.balance('ann', { at: 2_000 })).toMatchObject(credits(40n, 0n));
      const extended = await book.extendCredit({ ...named, expiresAt: 3_000, id: 'x' });
      expect(await book.extendCredit({ ...named, expiresAt: 3_000, id: 'x' })).toEqual({
        ...extended,
        replayed: true,
      });
      expect(await book.balance('ann', { at: 2_999 })).toMatchObject(credits(40n));
      expect(await book.balance('ann', { at: 3_000 })).toMatchObject(credits(40n, 0n));
      expect(await book.balance('ann', { at: 2_000, knownAt: 1_100 })).toMatchObject(credits(40n, 0n));
      expect(await book.spendable('ann', { at: 2_500 })).toMatchObject({ amount: 40n });
      expect((await book.credits({ account: 'ann' })).items).toMatchObject([
        { credit: 'c', expiresAt: 3_000 },
      ]);
      // Sent again it is known by its id, and by its name; under another id it is another credit.
      expect(await book.grant({ ...grant, id: 'g' })).toEqual({ ...granted, replayed: true });
      expect(await book.grant(grant)).toMatchObject({ ok: true, id: 'g' });
      expect(await book.grant({ ...grant, id: 'h' })).toMatchObject({ reason: 'credit_conflict' });
      clock.now = 2_000;
      expect(await book.spend({ ...soft, amount: 15n })).toMatchObject({ ok: true });
      expect((await allEvents(book)).map((record) => String(record.kind))).not.toContain('end_credit');
      await book.merge({ into: 'bob', from: 'ann' });
      clock.now = 3_000;
      expect(await book.extendCredit({ ...named, expiresAt: 9_000 })).toMatchObject({
        reason: 'credit_expired',
      });
      expect(await book.balance('bob')).toMatchObject({ posted: 0n, ...credits(0n) });
      const late = { ...named, expiresAt: 9_000, effectiveAt: 2_900 };
      expect(await book.extendCredit(late)).toMatchObject({ reason: 'credit_expired' });
      for (const order of ['oldest', 'newest'] as const) {
        const { items } = await book.creditHistory({ ...named, order });
        const told = items.map(({ change, remaining, account }) => [change, remaining, account]);
        expect(order === 'oldest' ? told : told.toReversed()).toEqual([
          ['granted', 50n, 'ann'],
          ['spent', 40n, 'ann'],
          ['extended', 40n, 'ann'],
          ['spent', 25n, 'ann'],
          ['merged', 25n, 'bob'],
          ['expired', 0n, 'bob'],
        ]);
      }
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
    }));

  test('is told of a clock, and of what is empty, which move nothing, and counts inside of transactions', () =>
    inPlace(kind, async ({ url }) => {
      await using house = await open(url, { announceExpiries: false, clock: () => 1_000 });
      const book = house.book('shop');
      await book.openAccount({ account: 'ann', asset: 'GBP/2' });
      await book.grant({ credit: 'c', account: 'ann', amount: 5n, expiry: { n: 2 } });
      await book.extendCredit({ ...named, expiry: { n: 3 } });
      await book.spend({ ...soft, amount: 5n });
      await book.extendCredit({ ...named, expiry: { n: 3, m: 1 } });
      const inside = await book.transaction(async (tx) => {
        await tx.grant({ credit: 'd', account: 'ann', amount: 5n, expiresAt: 1_001 });
        await tx.extendCredit({ grantedTo: 'ann', credit: 'd', expiresAt: null });
        return await tx.spend({ ...soft, amount: 5n, effectiveAt: 9_000 });
      });
      expect(inside).toMatchObject({ ok: true, value: { ok: true } });
      await book.extendCredit({ ...named, expiry: null });
      const { items } = await book.creditHistory({ ...named, limit: 2 });
      expect(items.map(({ change }) => change)).toEqual(['granted', 'extended']);
      const rest = await book.creditHistory({ ...named, after: items.length === 2 ? undefined : 'x' });
      expect(rest.items.map(({ change, amount }) => [change, amount])).toEqual([
        ['granted', 5n],
        ['extended', 0n],
        ['spent', -5n],
        ['extended', 0n],
        ['extended', 0n],
      ]);
      const missing = (): unknown => book.extendCredit({ ...named });
      await expect(Promise.resolve().then(missing)).rejects.toThrow(/expiresAt/);
      const both = { ...named, expiresAt: 5, expiry: { n: 9 } };
      await expect(Promise.resolve().then(() => book.extendCredit(both))).rejects.toThrow(/expiry/);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
    }));
});

test('the command line extends credits by the names in its lists', () =>
  inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { announceExpiries: false });
    const book = house.book('shop');
    await book.openAccount({ account: 'ann', asset: 'GBP/2' });
    await book.grant({ ...{ credit: 'c', account: 'ann', amount: 10n }, expiresAt: Date.UTC(2100, 0, 1) });
    await house.close();
    const run = async (line: string): Promise<string> => {
      const { stdout, stderr } = await runInProcess([...line.split(' '), '--book', 'shop', '--house', url]);
      return (stdout + stderr).replaceAll(/ +/g, ' ');
    };
    expect(await run('extend-credit --granted-to ann --credit c --expires-at 2100-06-30')).toContain(
      'Extended credit c of ann',
    );
    expect(await run('credit-history --granted-to ann --credit c')).toContain('extended');
    expect(await run('extend-credit --granted-to ann --credit c --expires-at 2100-06-01')).toContain(
      'the credit expires then or later already',
    );
  }));
