import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { runInProcess } from '../cli/run-in-process.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const QUIET = { announceExpiries: false };
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const day = (number: number): number => START + number * DAY;
const GBP = 'GBP/2';

async function openAll(house: House, ...accounts: readonly string[]) {
  const book = house.book('shop');
  for (const account of accounts) await book.openAccount({ account, asset: GBP, effectiveAt: day(0) });
  return book;
}

describe.each(HOUSES)('credits, on $name', (kind) => {
  test('dated ahead are neither drawn, expired nor counted before their moment', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { ...QUIET, clock: () => day(1) });
      const book = await openAll(house, 'ann');
      const spend = { account: 'ann', clock: {} };
      // Ordinary money was taken for it.
      await book.transfer({ from: 'world', to: 'ann', amount: 900n });
      const ahead = { credit: 'ahead', account: 'ann', amount: 500n, expiry: { n: 2 } };
      expect(await book.grant({ ...ahead, id: 'granted', effectiveAt: day(11) })).toMatchObject({ ok: true });
      await book.grant({ credit: 'now', account: 'ann', amount: 20n, expiry: null });
      const short = { ok: false, reason: 'credits_insufficient', available: 20n };
      expect(await book.spend({ ...spend, amount: 21n })).toMatchObject(short);
      expect(await book.spend({ ...spend, amount: 21n, effectiveAt: day(11) - 1 })).toMatchObject(short);
      const expired = await book.expireCredits({ account: 'ann', clock: { n: 2 }, effectiveAt: day(10) });
      expect(expired).toMatchObject({ ok: true, allocations: [] });
      expect(await book.transaction((tx) => tx.spend({ ...spend, amount: 21n }))).toMatchObject({
        value: short,
      });
      const group = [
        { kind: 'atomic' as const, commands: [{ kind: 'spend' as const, ...spend, amount: 21n }] },
      ];
      expect(await book.submit(group)).toMatchObject([{ ...short, path: [0] }]);
      expect((await book.credits()).items).toMatchObject([
        { credit: 'now', remaining: 20n, at: day(1) },
        { credit: 'ahead', remaining: 500n, at: day(11) },
      ]);
      // What nothing was drawn from can be taken back before its moment, too.
      const gift = { credit: 'gift', account: 'ann', amount: 7n, expiry: null, id: 'gift' };
      await book.grant({ ...gift, effectiveAt: day(11) });
      expect(await book.reverse({ transaction: 'gift' })).toMatchObject({ ok: true });
      // From its moment on it is there, whenever that is learned.
      expect(await book.spend({ ...spend, id: 's', amount: 510n, effectiveAt: day(11) })).toMatchObject({
        ok: true,
        allocations: [
          { credit: 'ahead', amount: 500n },
          { credit: 'now', amount: 10n },
        ],
      });
      const takenBack = { transaction: 'granted', effectiveAt: day(12) };
      expect(await book.reverse(takenBack)).toMatchObject({ ok: false, reason: 'credit_drawn' });
      expect(await book.reverse({ transaction: 's', effectiveAt: day(12) })).toMatchObject({ ok: true });
      expect(await book.reverse(takenBack)).toMatchObject({ ok: true });
      expect(await book.spend({ ...spend, amount: 21n, effectiveAt: day(13) })).toMatchObject(short);
      expect(await book.balance('ann', { at: day(13) })).toMatchObject({
        posted: 920n,
        available: 900n,
        credits: { remaining: 20n, spendable: 20n },
      });
      await expectSound(house);
    });
  });

  test('are spent up to an amount, and what that came to is told alike where it is asked again', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { ...QUIET, clock: () => day(2) });
      const book = await openAll(house, 'ann', 'bob');
      await book.transfer({ from: 'world', to: 'ann', amount: 900n });
      await book.grant({ credit: 'a', account: 'ann', amount: 30n, expiry: { n: 2 } });
      await book.grant({ credit: 'b', account: 'ann', amount: 20n, expiry: null });
      const spend = { account: 'ann', clock: {}, to: 'bob' } as const;
      const fee = { ...spend, id: 'fee', amount: 80n, atMost: true } as const;
      const allocations = [
        { credit: 'a', grantedTo: 'ann', amount: 30n },
        { credit: 'b', grantedTo: 'ann', amount: 20n },
      ];
      const gone = { ok: false, reason: 'credits_insufficient', available: 0n };
      expect(await book.dryRun({ kind: 'spend', ...fee })).toMatchObject({ ok: true, allocations });
      const [first, again] = await Promise.all([book.spend(fee), book.spend(fee)]);
      expect(first).toMatchObject({ ok: true, allocations });
      expect(again).toEqual(first);
      expect(await book.spend(fee)).toMatchObject({ replayed: true, allocations });
      expect((await book.balance('bob'))?.posted).toBe(50n);
      expect(await book.balance('ann')).toMatchObject({ available: 900n, credits: { remaining: 0n } });
      // Where there is nothing, nothing is spent, and what was refused is done once there is.
      const rest = { ...fee, id: 'rest' };
      expect(await book.spend(rest)).toMatchObject(gone);
      await book.grant({ credit: 'c', account: 'ann', amount: 5n, expiry: null });
      expect(await book.spend(rest)).toMatchObject({ ...gone, replayed: true });
      expect(await book.spend(rest, { retryRefused: true })).toMatchObject({
        allocations: [{ credit: 'c', amount: 5n }],
      });
      // It is another request with and without, and one that says the default is none.
      expect(await book.spend({ ...spend, id: 'fee', amount: 80n })).toMatchObject({ reason: 'id_conflict' });
      await book.grant({ credit: 'd', account: 'ann', amount: 9n, expiry: null });
      await book.spend({ ...spend, id: 'all', amount: 3n });
      expect(await book.spend({ ...spend, id: 'all', amount: 3n, atMost: false })).toMatchObject({
        replayed: true,
      });
      expect(await book.reverse({ transaction: 'fee' })).toMatchObject({ ok: true });
      expect(await book.balance('ann')).toMatchObject({ available: 900n, credits: { remaining: 56n } });
      await expectSound(house);
    });
  });

  test('of one id are told apart by whom they were granted to, wherever they are named', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { ...QUIET, clock: () => day(20) });
      const book = await openAll(house, 'ann', 'bob');
      const credit = { credit: 'welcome', amount: 10n, expiry: null };
      await book.grant({ ...credit, account: 'ann', effectiveAt: day(1) });
      await book.grant({ ...credit, account: 'bob', effectiveAt: day(1) });
      await book.merge({ into: 'ann', from: 'bob', effectiveAt: day(2) });
      // A second life of an id is another account.
      await book.openAccount({ account: 'bob', asset: GBP, effectiveAt: day(3) });
      await book.grant({ ...credit, account: 'bob', effectiveAt: day(3) });
      await book.merge({ into: 'ann', from: 'bob', effectiveAt: day(4) });
      const names = [
        { credit: 'welcome', grantedTo: 'ann' },
        { credit: 'welcome', grantedTo: 'bob' },
        { credit: 'welcome', grantedTo: 'bob', grantedToLife: 2 },
      ];
      const { items } = await book.credits({ account: 'ann' });
      expect(items.map(({ credit, grantedTo, grantedToLife }) => [credit, grantedTo, grantedToLife])).toEqual(
        [
          ['welcome', 'ann', undefined],
          ['welcome', 'bob', undefined],
          ['welcome', 'bob', 2],
        ],
      );
      const spend = { account: 'ann', amount: 21n, clock: {}, effectiveAt: day(5), id: 's' };
      const allocations = [
        { ...names[0], amount: 10n },
        { ...names[1], amount: 10n },
        { ...names[2], amount: 1n },
      ];
      const answer = await book.spend(spend);
      expect(answer).toMatchObject({ ok: true });
      expect(answer.ok && answer.allocations).toEqual(allocations);
      expect(await book.spend(spend)).toEqual({ ...answer, replayed: true });
      expect((await book.events()).at(-1)?.allocations).toEqual(allocations);
      await book.reverse({ transaction: 's', effectiveAt: day(6) });
      const value = await book.transaction(
        async (tx) => await tx.spend({ ...spend, effectiveAt: day(7), id: undefined }),
      );
      expect(value).toMatchObject({ value: { allocations }, parts: [{ allocations }] });
      await expectSound(house);
    });
  });
});

test('the command line tells them apart, and says since when each can be spent', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const house = await open(url, { ...QUIET, clock: () => day(20) });
    const book = await openAll(house, 'ann', 'bob');
    for (const account of ['ann', 'bob']) {
      await book.grant({ credit: 'c', account, amount: 10n, expiry: null, effectiveAt: day(1) });
    }
    await book.merge({ into: 'ann', from: 'bob', effectiveAt: day(2) });
    await house.close();
    const run = async (line: string): Promise<string> => {
      const { stdout } = await runInProcess([...line.split(' '), '--book', 'shop', '--house', url]);
      return stdout.replaceAll(/ +/g, ' ');
    };
    const listed = await run('credits --account ann');
    expect(listed).toContain('CREDIT ACCOUNT GRANTED TO FROM AMOUNT REMAINING SINCE EXPIRES');
    expect(listed).toContain('c ann bob world 0.10 GBP 0.10 GBP 2026-11-02T00:00:00Z never');
    const spent = await run('spend --account ann --amount 0.15 --clock none --effective-at 2026-11-05');
    expect(spent).toContain('CREDIT GRANTED TO TAKEN');
    expect(spent).toContain('c bob 0.05 GBP');
    const expired = await run('expire-credits --account ann --clock none --effective-at 2026-11-06');
    expect(expired).toContain('Expired 0.00 GBP of the credits of ann to world');
  });
});

test('what was granted before credits had a moment is drawn as it ever was', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    await using house = await open(url, { ...QUIET, clock: () => 9_000 });
    const shop = house.book('shop');
    expect((await shop.credits()).items).toMatchObject([
      { credit: 'c1', grantedTo: 'bob', remaining: 50n, at: null },
    ]);
    expect(await shop.spend({ account: 'bob', amount: 5n, clock: { n1: 1 } })).toMatchObject({ ok: true });
    await expectSound(house);
  });
});
