import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Scene } from '../support/house/due-scene.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE } from '../support/house/house-places.ts';
import type { RowCount } from '../support/watch/house-counting-store.ts';

const KINDS = Object.values(HOUSE);
const credits = (remaining: bigint, spendable = remaining): object => ({ credits: { remaining, spendable } });
const soft = { account: 'ann', clock: {} } as const;

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['ann', 'bob', 'zoe']) await book.openAccount({ account, asset: 'GBP/2' });
}

function grants(count: number, expiresAt: number, account = 'ann') {
  return Array.from(
    { length: count },
    (_, i) => ({ kind: 'grant', credit: `c${i}`, account, amount: 1n, expiresAt }) as const,
  );
}

describe.each(KINDS)('a credit that expires at a moment, on $name', (kind) => {
  test('leaves what is spendable then by itself, and is posted out by what comes next to the book', () =>
    Scene.on(kind, async (scene) => {
      const house = await scene.open();
      const book = house.book('shop');
      await fill(book);
      await book.grant({ credit: 'c', account: 'ann', amount: 500n, expiresAt: 2_000 });
      await book.grant({ credit: 'never', account: 'ann', amount: 50n });
      await book.spend({ ...soft, amount: 120n, to: 'bob', id: 's' });
      // Known in advance, at every moment.
      expect(await book.balance('ann', { at: 1_999 })).toMatchObject(credits(430n));
      expect(await book.balance('ann', { at: 2_000 })).toMatchObject({ posted: 430n, ...credits(430n, 50n) });
      const ahead = await book.spend({ ...soft, amount: 51n, effectiveAt: 2_000 });
      expect(ahead).toMatchObject({ ok: false, reason: 'credits_insufficient', available: 50n });
      scene.now = 2_000;
      const { seq } = await book.head();
      expect(await book.spend({ ...soft, amount: 51n })).toMatchObject({ reason: 'credits_insufficient' });
      const [record] = await allEvents(book, seq);
      expect(record).toMatchObject({ kind: 'end_credit', effectiveAt: 2_000 });
      expect(await book.balance('ann')).toMatchObject({ posted: 50n, ...credits(50n) });
      expect(await book.balance('ann', { at: 1_999 })).toMatchObject({ posted: 430n, ...credits(430n) });
      // Dated back it was there until then, and is gone now.
      const late = await book.spend({ ...soft, amount: 51n, effectiveAt: 1_500 });
      expect(late).toMatchObject({ ok: false, reason: 'credit_expired', available: 50n });
      expect(await book.spend({ ...soft, amount: 50n, effectiveAt: 1_500 })).toMatchObject({ ok: true });
      const { items } = await book.credits({ account: 'ann' });
      expect(items.map(({ credit, remaining, expiresAt }) => [credit, remaining, expiresAt])).toEqual([
        ['c', 0n, 2_000],
        ['never', 0n, null],
      ]);
      await expectSound(house);
    }));

  test('is due again at once where it is given something back after its end', () =>
    Scene.on(kind, async (scene) => {
      const house = await scene.open();
      const book = house.book('shop');
      await fill(book);
      await book.grant({ credit: 'c', account: 'ann', amount: 500n, expiresAt: 2_000, id: 'g' });
      await book.spend({ ...soft, amount: 120n, to: 'bob', id: 's' });
      await book.spend({ ...soft, amount: 30n, to: 'bob', id: 'early' });
      await book.reverse({ transaction: 'early', effectiveAt: 1_500 });
      expect(await book.balance('ann', { at: 2_000 })).toMatchObject(credits(380n, 0n));
      scene.now = 2_500;
      await book.reverse({ transaction: 's' });
      // The next look sees to it.
      expect(await book.balance('ann')).toMatchObject({ posted: 0n, ...credits(0n) });
      const ends = (await allEvents(book)).filter(({ kind: of }) => of === 'end_credit');
      expect(ends.map(({ effectiveAt }) => effectiveAt)).toEqual([2_000, 2_500]);
      expect(await book.reverse({ transaction: 'g' })).toMatchObject({ reason: 'credit_drawn' });
      // So it is where its posting out is reversed.
      await book.reverse({ transaction: ends[0]?.id ?? '' });
      expect(await book.balance('ann')).toMatchObject({ posted: 0n, ...credits(0n) });
      await expectSound(house);
    }));

  test('goes with its account by a merge, late too, and counts in groups and transactions as of their moment', () =>
    Scene.on(kind, async (scene) => {
      const house = await scene.open();
      const book = house.book('shop');
      await fill(book);
      await book.grant({ credit: 'c', account: 'ann', amount: 500n, expiresAt: 4_000 });
      await book.spend({ ...soft, amount: 100n, to: 'bob', effectiveAt: 1_100 });
      await book.merge({ into: 'zoe', from: 'ann', effectiveAt: 1_200 });
      expect(await book.balance('zoe', { at: 3_999 })).toMatchObject(credits(400n));
      expect(await book.balance('zoe', { at: 4_000 })).toMatchObject(credits(400n, 0n));
      const zoe = { account: 'zoe', clock: {}, to: 'bob' } as const;
      const group = await house.atomic([
        { book: 'shop', kind: 'grant', credit: 'd', account: 'zoe', amount: 7n, expiresAt: 3_000 },
        { book: 'shop', kind: 'spend', ...zoe, amount: 407n, effectiveAt: 2_999 },
      ]);
      expect(group).toMatchObject({ ok: true });
      await book.grant({ credit: 'e', account: 'zoe', amount: 9n, expiresAt: 3_000 });
      scene.now = 3_000;
      const seen = await book.transaction(async (tx) => {
        await tx.grant({ credit: 'f', account: 'zoe', amount: 2n, expiresAt: 9_000 });
        return (await tx.balance('zoe'))?.credits;
      });
      expect(seen).toMatchObject({ ok: true, value: { remaining: 2n, spendable: 2n } });
      await expectSound(house);
    }));

  test('granted late, its end behind it, is there for what is in the same batch', () =>
    Scene.on(kind, async (scene) => {
      scene.now = 9_000;
      const house = await scene.open();
      const book = house.book('shop');
      for (const account of ['ann', 'bob'])
        await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
      const grant = {
        kind: 'grant',
        credit: 'c',
        account: 'ann',
        amount: 10n,
        expiresAt: 2_000,
        effectiveAt: 1_000,
      } as const;
      const spend = { ...soft, amount: 4n, to: 'bob', effectiveAt: 1_500 } as const;
      const commands = [grant, { kind: 'spend', ...spend } as const];
      expect(await book.submit([{ kind: 'atomic', commands }])).toMatchObject([{ ok: true }]);
      expect(await book.balance('ann')).toMatchObject({ posted: 0n, ...credits(0n) });
      expect(await book.balance('ann', { at: 1_600 })).toMatchObject({ posted: 6n, ...credits(6n) });
      expect(await book.spend(spend)).toMatchObject({ reason: 'credit_expired' });
      const [ended] = await book.submit([{ ...grant, credit: 'd', effectiveAt: 2_000 }]);
      expect(ended).toMatchObject({ ok: false, reason: 'expires_before_start', subject: 'd' });
      await expectSound(house);
    }));

  test('asks nothing more of the store where ten thousand wait', () =>
    Scene.on(kind, async (scene) => {
      const count: RowCount = { rows: 0, asks: 0 };
      const house = await scene.openCounting(count);
      const asked: RowCount[] = [];
      for (const [name, waiting] of [
        ['one', 1],
        ['many', 10_000],
      ] as const) {
        const book = house.book(name);
        await fill(book);
        await book.submit(grants(waiting, 9_000, 'zoe'));
        await book.grant({ credit: 'mine', account: 'ann', amount: 900n });
        await book.spend({ ...soft, amount: 1n, to: 'bob' });
        await book.balance('ann');
        Object.assign(count, { rows: 0, asks: 0 });
        await book.spend({ ...soft, amount: 7n, to: 'bob' });
        await book.grant({ credit: 'more', account: 'ann', amount: 5n, expiresAt: 9_999 });
        await book.spend({ ...soft, amount: 5n, to: 'bob', id: 'once' });
        await book.reverse({ transaction: 'once' });
        await book.balance('ann');
        asked.push({ ...count });
      }
      expect(asked[1]).toEqual(asked[0]);
    }));
});

test.each([HOUSE.sqlite, HOUSE.postgres])(
  'on $name many that end at once are posted out in order, in batches',
  (kind) =>
    Scene.on(kind, async (scene) => {
      const house = await scene.open();
      const book = house.book('shop');
      await fill(book);
      await book.submit(grants(5_000, 2_000));
      scene.now = 2_000;
      const { seq } = await book.head();
      const answers = await Promise.all([
        book.spend({ ...soft, amount: 1n }),
        book.openAccount({ account: 'eve', asset: 'GBP/2' }),
      ]);
      expect(answers).toMatchObject([{ reason: 'credits_insufficient' }, { ok: true }]);
      const kinds = (await allEvents(book, seq, 1_000)).map(({ kind: of }) => of);
      expect(kinds.slice(0, 5_000).every((of) => of === 'end_credit')).toBe(true);
      expect(kinds.slice(5_000)).toEqual(['spend', 'open_account']);
      expect(await book.balance('ann')).toMatchObject({ posted: 0n, ...credits(0n) });
      await expectSound(house);
    }),
);

test('what ends in an idle book is posted out by a running house, once for all nodes', () =>
  Scene.on(HOUSE.postgres, async (scene) => {
    const [one, other] = [await scene.open(), await scene.open()];
    await fill(one.book('shop'));
    expect((await other.book('shop').balance('ann'))?.posted).toBe(0n);
    await one.book('shop').submit(grants(50, 2_000));
    // The notification of it is on its way.
    await sleep(300);
    scene.now = 2_000;
    const seen = await Promise.all([one, other].map((house) => house.book('shop').balance('ann')));
    expect(seen.map((balance) => balance?.posted)).toEqual([0n, 0n]);
    const records = await allEvents(one.book('shop'));
    expect(records.filter(({ kind }) => kind === 'end_credit')).toHaveLength(50);
    await expectSound(one);
  }));
