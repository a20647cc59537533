import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { open } from '../../src/engine/open-house.ts';
import { allEvents, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const GBP = 'GBP/2';
const ANEW = { retryRefused: true };
const PAY = { id: 'pay', from: 'alice', to: 'world', amount: 5n } as const;

async function withShop(
  kind: HouseKind,
  work: (house: House, book: OpenBook) => Promise<void>,
): Promise<void> {
  await inPlace(kind, async ({ url }) => {
    let now = 10;
    const house = await open(url, { clock: () => (now += 1), announceExpiries: false });
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: GBP });
    await work(house, book);
    expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    expect(await house.reconcile()).toMatchObject({ ok: true, problems: [] });
    await house.close();
  });
}

const fund = (book: OpenBook, amount = 100n) => book.transfer({ from: 'world', to: 'alice', amount });

/** The rows under an id: their numbers, what came of them, and which row each retries. */
async function attempts(book: OpenBook, id: string): Promise<unknown[]> {
  const records = (await allEvents(book)).filter((record) => record.id === id);
  return records.map(({ seq, ok, retryOf }) => [seq, ok, retryOf]);
}

describe.each(HOUSES)('what was refused, on $name,', (kind) => {
  test('is answered as it was, and says so; with the flag it is decided anew, once it may be', async () => {
    await withShop(kind, async (_house, book) => {
      const first = await book.transfer(PAY);
      expect(first).toMatchObject({ ok: false, reason: 'insufficient_funds', seq: 2 });
      expect(first).not.toHaveProperty('replayed');
      expect(await book.transfer(PAY)).toEqual({ ...first, replayed: true });
      const second = await book.transfer(PAY, ANEW);
      expect(second).toMatchObject({ ok: false, reason: 'insufficient_funds', seq: 3 });
      expect(second).not.toHaveProperty('replayed');
      // Without the flag, the latest attempt answers.
      expect(await book.transfer(PAY)).toEqual({ ...second, replayed: true });
      await fund(book);
      const third = await book.transfer(PAY, ANEW);
      expect(third).toMatchObject({ ok: true, seq: 5 });
      expect(third).not.toHaveProperty('replayed');
      expect(await book.transfer(PAY)).toEqual({ ...third, replayed: true });
      expect(await book.transfer(PAY, ANEW)).toEqual({ ...third, replayed: true });
      expect(await attempts(book, 'pay')).toEqual([
        [2, false, undefined],
        [3, false, 2],
        [5, true, 3],
      ]);
      // What came of it in the end is what can be reversed.
      expect(await book.reverse({ id: 'back', transaction: 'pay' })).toMatchObject({ ok: true });
      expect((await book.balance('alice'))?.posted).toBe(100n);
    });
  });

  test('is decided anew for the same request only, and what was accepted never is', async () => {
    await withShop(kind, async (_house, book) => {
      await book.transfer(PAY);
      await fund(book);
      const other = { ...PAY, amount: 6n };
      expect(await book.transfer(other, ANEW)).toMatchObject({ ok: false, reason: 'id_conflict' });
      expect(
        await book.hold({ id: 'pay', hold: 'h', account: 'alice', amount: 1n, expiresAt: null }, ANEW),
      ).toMatchObject({ reason: 'id_conflict' });
      expect(await book.transfer({ ...PAY, amount: 5 }, ANEW)).toMatchObject({ ok: true });
      expect(await book.transfer(other, ANEW)).toMatchObject({ ok: false, reason: 'id_conflict' });
      // An id inside of a group is no command that could be asked for again.
      const commands = [{ kind: 'transfer', id: 'inner', from: 'alice', to: 'world', amount: 1n }] as const;
      await book.submit([{ kind: 'atomic', id: 'group', commands }]);
      expect(await book.transfer({ ...PAY, id: 'inner' }, ANEW)).toMatchObject({ reason: 'id_conflict' });
      expect(await attempts(book, 'pay')).toHaveLength(2);
      expect((await book.balance('alice'))?.posted).toBe(94n);
    });
  });

  test('in a group is decided anew as a whole, and takes the ids inside only when it is accepted', async () => {
    await withShop(kind, async (_house, book) => {
      const move = { kind: 'transfer', from: 'alice', to: 'world', amount: 5n } as const;
      const group = [
        {
          kind: 'atomic',
          id: 'group',
          commands: [
            { ...move, id: 'one' },
            { kind: 'atomic', commands: [{ ...move, id: 'two' }] },
          ],
        },
      ] as const;
      await fund(book, 9n);
      expect((await book.submit(group))[0]).toMatchObject({ ok: false, path: [1, 0] });
      expect(await book.reverse({ transaction: 'one' })).toMatchObject({
        ok: false,
        reason: 'transaction_unknown',
      });
      await fund(book, 1n);
      const [done] = await book.submit(group, ANEW);
      expect(done).toMatchObject({ ok: true, parts: [{ id: 'one' }, { id: 'two' }] });
      expect(await book.submit(group, ANEW)).toEqual([{ ...done, replayed: true }]);
      expect(await book.reverse({ transaction: 'two' })).toMatchObject({ ok: true });
    });
  });

  test('of many is decided anew, and nothing else of them', async () => {
    await withShop(kind, async (_house, book) => {
      const list = ['a', 'b', 'c'].map((id) => ({ kind: 'transfer' as const, ...PAY, id, amount: 60n }));
      await fund(book, 70n);
      expect((await book.submit(list)).map(({ ok }) => ok)).toEqual([true, false, false]);
      await fund(book, 60n);
      const again = await book.submit(list, ANEW);
      expect(again.map(({ ok, replayed }) => [ok, replayed])).toEqual([
        [true, true],
        [true, undefined],
        [false, undefined],
      ]);
      // An id that comes twice in one call is one command, with the flag, too.
      const twice = await book.submit([list[2] as (typeof list)[0], list[2] as (typeof list)[0]], ANEW);
      expect(twice[1]).toEqual(twice[0]);
      expect(await attempts(book, 'c')).toHaveLength(3);
    });
  });

  test('on several books is decided anew in all of them at once, each with its own row before', async () => {
    await withShop(kind, async (house, book) => {
      const bank = house.book('bank');
      const sent = {
        id: 'sent',
        from: { book: 'shop', account: 'alice' },
        to: { book: 'bank', account: 'till' },
        amount: 5n,
      };
      const first = await house.transfer(sent);
      expect(first).toMatchObject({ ok: false, reason: 'insufficient_funds', seqs: { bank: 1, shop: 2 } });
      expect(await house.transfer(sent)).toEqual({ ...first, replayed: true });
      await fund(book);
      const second = await house.transfer(sent, ANEW);
      expect(second).toMatchObject({ ok: false, reason: 'account_unknown', seqs: { bank: 2, shop: 4 } });
      await bank.openAccount({ account: 'till', asset: GBP });
      const third = await house.transfer(sent, ANEW);
      expect(third).toMatchObject({ ok: true, seqs: { bank: 4, shop: 5 } });
      expect(third).not.toHaveProperty('replayed');
      expect(await house.transfer(sent, ANEW)).toEqual({ ...third, replayed: true });
      expect(await attempts(book, 'sent')).toEqual([
        [2, false, undefined],
        [4, false, 2],
        [5, true, 4],
      ]);
      expect(await attempts(bank, 'sent')).toEqual([
        [1, false, undefined],
        [2, false, 1],
        [4, true, 2],
      ]);
      const commands = [
        { book: 'shop', kind: 'close_account', account: 'alice' },
        { book: 'bank', kind: 'close_account', account: 'till' },
      ] as const;
      const closed = await house.atomic(commands, { id: 'close' });
      expect(closed.ok).toBe(false);
      expect(await house.atomic(commands, { id: 'close', ...ANEW })).toMatchObject({ ok: false });
      expect(await house.atomic([...commands].reverse(), { id: 'close', ...ANEW })).toMatchObject({
        reason: 'id_conflict',
      });
      expect(await attempts(bank, 'close')).toHaveLength(2);
    });
  });

  test('is decided anew once by calls at one time, and each has that answer', async () => {
    await withShop(kind, async (house, book) => {
      await book.transfer(PAY);
      const racing = await Promise.all([PAY, PAY, PAY].map((pay) => book.transfer(pay, ANEW)));
      for (const answer of racing) expect(answer).toEqual(racing[0]);
      expect(racing[0]).toMatchObject({ ok: false });
      expect(racing[0]).not.toHaveProperty('replayed');
      expect(await attempts(book, 'pay')).toHaveLength(2);
      const sent = {
        id: 'sent',
        from: { book: 'shop', account: 'alice' },
        to: { book: 'bank', account: 'till' },
        amount: 5n,
      };
      await house.transfer(sent);
      const across = await Promise.all([sent, sent, sent].map((one) => house.transfer(one, ANEW)));
      for (const answer of across) expect(answer).toEqual(across[0]);
      expect(await attempts(book, 'sent')).toHaveLength(2);
      expect(await attempts(house.book('bank'), 'sent')).toHaveLength(2);
    });
  });

  test('is not decided anew by an option that is none', async () => {
    await withShop(kind, async (house, book) => {
      const told = { name: 'TallystickError', code: 'bad_option' };
      for (const options of [
        { retry: true },
        { retryRefused: 1 },
        null,
        'retryRefused',
        { ...ANEW, id: 'x' },
      ]) {
        const wrong = options as unknown as typeof ANEW;
        expect(await rejectionOf(book.transfer(PAY, wrong))).toMatchObject(told);
        expect(await rejectionOf(book.submit([], wrong))).toMatchObject(told);
      }
      const wrong = { retryRefused: 'yes' } as unknown as typeof ANEW;
      expect(
        await rejectionOf(house.atomic([{ book: 'a', kind: 'transfer', ...PAY }], wrong)),
      ).toBeInstanceOf(TallystickError);
      expect(await attempts(book, 'pay')).toEqual([]);
    });
  });
});

test('what a house of an earlier version refused is decided anew, and its groups on several books', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    const house = await open(url, { clock: () => 9_000, announceExpiries: false });
    const shop = house.book('shop');
    const pay = { id: 'refused', from: 'ann', to: 'carl', amount: 5n };
    expect(await shop.transfer(pay)).toMatchObject({ ok: false, seq: 10, replayed: true });
    await shop.openAccount({ account: 'carl', asset: GBP, effectiveAt: 0 });
    expect(await shop.transfer(pay, ANEW)).toMatchObject({ ok: true, seq: 20 });
    await house.book('bank').openAccount({ account: 'nobody', asset: GBP, effectiveAt: 0 });
    const sent = {
      id: 'across-refused',
      from: { book: 'shop', account: 'ann' },
      to: { book: 'bank', account: 'nobody' },
      amount: 9n,
    };
    expect(await house.transfer(sent, ANEW)).toMatchObject({ ok: true });
    expect(await attempts(shop, 'refused')).toEqual([
      [10, false, undefined],
      [20, true, 10],
    ]);
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
    await house.close();
  });
});
