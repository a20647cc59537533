import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { allEvents, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';

const GBP = 'GBP/2';
const FUND = { from: 'world', to: 'alice', amount: 100n } as const;
const NAME = { name: 'Alice Liddell' } as const;

interface Shop {
  readonly house: House;
  readonly book: OpenBook;
  /** Closes the house and opens it again. */
  readonly restart: () => Promise<Shop>;
}

async function withShop(kind: HouseKind, work: (shop: Shop) => Promise<unknown>): Promise<void> {
  await inPlace(kind, async ({ url }) => {
    let now = 10;
    const start = async (): Promise<Shop> => {
      const house = await open(url, { clock: () => (now += 1), announceExpiries: false });
      const restart = async (): Promise<Shop> => {
        await house.close();
        shop = await start();
        return shop;
      };
      return { house, book: house.book('shop'), restart };
    };
    let shop = await start();
    await shop.book.openAccount({ account: 'alice', asset: GBP });
    await work(shop);
    const { house } = shop;
    expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    expect(await house.reconcile()).toMatchObject({ ok: true, problems: [] });
    await house.close();
  });
}

/** Whether memory lives through a restart of the house is not asked. */
const lasts = ({ name }: HouseKind): boolean => name !== 'memory';

describe.each(HOUSES)('private data, on $name,', (kind) => {
  test('lie beside the journal, which has a hash of them: events, lists and texts have not', async () => {
    await withShop(kind, async ({ book }) => {
      await book.transfer({ id: 'a', ...FUND, private: NAME });
      await book.submit([
        {
          kind: 'atomic',
          id: 'g',
          private: { who: 'Group Secret' },
          commands: [
            { kind: 'transfer', id: 'in', ...FUND, private: { who: 'Inner Secret' } },
            { kind: 'open_account', account: 'bob', asset: GBP, private: { who: 'Bob Secret' } },
          ],
        },
      ]);
      const shown = JSON.stringify([await allEvents(book), (await book.transactions()).items], plain);
      for (const text of ['Liddell', 'Secret', 'private']) expect(shown).not.toContain(text);
      expect(await book.privateData({ command: 'a' })).toMatchObject([{ id: 'a', place: 0, private: NAME }]);
      expect(await book.privateData({ command: 'g' })).toMatchObject([
        { id: 'g', place: 0, private: { who: 'Group Secret' } },
        { id: 'g', place: 1, private: { who: 'Inner Secret' } },
        { id: 'g', place: 2, private: { who: 'Bob Secret' } },
      ]);
      expect(await book.privateData({ command: 'in' })).toMatchObject([{ private: { who: 'Inner Secret' } }]);
      expect(await book.privateData({ account: 'bob' })).toMatchObject([{ private: { who: 'Bob Secret' } }]);
    });
  });

  test('are part of what is asked: beside each other, in one batch, later, and after a restart', async () => {
    await withShop(kind, async (shop) => {
      let { book } = shop;
      const asked = { id: 'a', ...FUND, private: { b: '2', a: '1' } };
      const same = { ...asked, private: { a: '1', b: '2' } };
      const first = await Promise.all([book.transfer(asked), book.transfer(same), book.transfer(same)]);
      expect(first.map(({ ok, seq }) => [ok, seq])).toEqual(Array(3).fill([true, first[0]?.seq]));
      for (const turn of lasts(kind) ? ['now', 'after a restart'] : ['now']) {
        if (turn !== 'now') ({ book } = await shop.restart());
        expect(await book.transfer(same)).toMatchObject({ ok: true, replayed: true, seq: first[0]?.seq });
        for (const other of [{ a: '1' }, { a: '1', b: '3' }, {}, undefined]) {
          const answer = await book.transfer({ ...asked, private: other });
          expect(answer).toMatchObject({ ok: false, reason: 'id_conflict' });
        }
        expect(await book.transfer({ id: 'plain', ...FUND })).toMatchObject({ ok: true });
        expect(await book.transfer({ id: 'plain', ...FUND, private: NAME })).toMatchObject({
          reason: 'id_conflict',
        });
      }
    });
  });

  test('are compared by what else was asked once they are erased, which is on record', async () => {
    await withShop(kind, async (shop) => {
      let { book } = shop;
      const asked = { id: 'a', ...FUND, private: NAME };
      const { seq } = await book.transfer(asked);
      const erased = await book.as('dpo').erase({ command: 'a' });
      expect(erased).toMatchObject({ ok: true, erased: 1, seqs: [Number(seq) + 1] });
      const [record] = (await allEvents(book)).slice(-1);
      expect(record).toMatchObject({
        kind: 'erase',
        actor: 'dpo',
        command: { command: 'a', rows: [[seq, 0]] },
      });
      expect(await book.erase({ command: 'a' })).toMatchObject({ ok: true, erased: 0, seqs: [] });
      expect(await book.privateData({ command: 'a' })).toMatchObject([
        { private: null, erasedBy: record?.seq },
      ]);
      if (lasts(kind)) ({ book } = await shop.restart());
      for (const given of [NAME, { other: 'thing' }, undefined]) {
        const answer = await book.transfer({ ...asked, private: given });
        expect(answer).toMatchObject({ ok: true, seq, replayed: true, erased: true });
      }
      expect(await book.transfer({ ...asked, amount: 1n })).toMatchObject({ reason: 'id_conflict' });
    });
  });

  test('of what was refused are kept, compared and erased the same way, with those of every attempt', async () => {
    await withShop(kind, async ({ book }) => {
      const asked = { id: 'r', from: 'alice', to: 'world', amount: 5n, private: NAME };
      expect(await book.transfer(asked)).toMatchObject({ ok: false, reason: 'insufficient_funds' });
      expect(await book.transfer(asked)).toMatchObject({ ok: false, replayed: true });
      expect(await book.transfer({ ...asked, private: {} })).toMatchObject({ reason: 'id_conflict' });
      await book.transfer(FUND);
      expect(await book.transfer(asked, { retryRefused: true })).toMatchObject({ ok: true });
      expect(await book.privateData({ command: 'r' })).toMatchObject([{ private: NAME }, { private: NAME }]);
      expect(await book.erase({ command: 'r' })).toMatchObject({ ok: true, erased: 2 });
      const group = {
        kind: 'atomic',
        id: 'g',
        commands: [{ ...asked, kind: 'transfer', id: 'in', amount: 999n }],
      };
      expect(await book.submit([group as never])).toMatchObject([{ ok: false, path: [0] }]);
      expect(await book.submit([group as never])).toMatchObject([{ ok: false, replayed: true }]);
      expect(await book.erase({ command: 'g' })).toMatchObject({ ok: true, erased: 1 });
      expect(await book.submit([group as never])).toMatchObject([
        { ok: false, replayed: true, erased: true },
      ]);
    });
  });

  test('of an account are those of its openings; with commands, of all that named or moved it, across merges', async () => {
    await withShop(kind, async ({ book }) => {
      await book.openAccount({ account: 'bob', asset: GBP, private: { born: '1 May' } });
      await book.transfer({ id: 'both', from: 'world', to: 'bob', amount: 7n, private: { to: 'bob' } });
      await book.submit([
        {
          kind: 'atomic',
          id: 'g',
          commands: [
            { kind: 'transfer', ...FUND, private: { to: 'alice' } },
            { kind: 'transfer', ...FUND, to: 'bob', private: { to: 'bob too' } },
          ],
        },
      ]);
      await book.hold({ hold: 'h', account: 'bob', amount: 5n, expiresAt: null });
      await book.merge({ from: 'bob', into: 'alice', private: { why: 'same person' } });
      // It names a hold alone, whose money is alice's by now.
      await book.release({ hold: 'h', id: 'rel', private: { by: 'phone' } });
      const told = async (what: object) =>
        (await book.privateData(what as { account: string })).map((item) => item.private);
      expect(await told({ account: 'bob' })).toEqual([{ born: '1 May' }]);
      expect(await book.erase({ account: 'bob' })).toMatchObject({ ok: true, erased: 1 });
      const all = await told({ account: 'bob', commands: true });
      expect(all).toEqual(
        expect.arrayContaining([null, { to: 'bob' }, { to: 'bob too' }, { why: 'same person' }]),
      );
      expect(all).not.toContainEqual({ to: 'alice' });
      await book.erase({ account: 'bob', commands: true });
      expect(await told({ account: 'bob', commands: true })).toEqual(all.map(() => null));
      expect(await told({ account: 'alice', commands: true })).toContainEqual({ to: 'alice' });
      await book.erase({ account: 'alice', commands: true });
      expect(await told({ account: 'alice', commands: true })).not.toContainEqual({ by: 'phone' });
    });
  });

  test('name what is unknown, and refuse what is malformed before anything changes', async () => {
    await withShop(kind, async ({ book }) => {
      const before = await book.head();
      expect(await book.erase({ command: 'nope' })).toMatchObject({
        ok: false,
        reason: 'transaction_unknown',
      });
      expect(await book.erase({ account: 'nope' })).toMatchObject({ ok: false, reason: 'account_unknown' });
      expect(await book.erase({ account: 'alice', commands: true })).toMatchObject({ ok: true, erased: 0 });
      for (const bad of [
        {},
        { command: 'a', account: 'b' },
        { command: 1 },
        { account: 'a', commands: 1 },
        null,
      ]) {
        await expect(async () => book.erase(bad as never)).rejects.toThrow(/what/);
      }
      for (const bad of ['text', { a: 1 }, { a: '\ud800' }, { a: 'x'.repeat(4096) }, []]) {
        await expect(async () => book.transfer({ ...FUND, private: bad as never })).rejects.toThrow(
          /private/,
        );
      }
      expect(await book.head()).toEqual(before);
    });
  });

  test('told by a natural name, too, and never without the same', async () => {
    await withShop(kind, async ({ book }) => {
      const pay = { payment: 'p', account: 'alice', amount: 5n, private: NAME };
      const { seq } = await book.pay(pay);
      expect(await book.pay(pay)).toMatchObject({ ok: true, seq, replayed: true });
      expect(await book.pay({ ...pay, private: { other: 'x' } })).toMatchObject({ reason: 'payment_exists' });
      await book.erase({ account: 'alice', commands: true });
      expect(await book.pay({ ...pay, private: { other: 'x' } })).toMatchObject({
        ok: true,
        seq,
        erased: true,
      });
    });
  });

  test('what the work of a transaction returned is kept apart, and erased with it', async () => {
    await withShop(kind, async (shop) => {
      let { book } = shop;
      const work = async (tx: { transfer: OpenBook['transfer'] }) => {
        await tx.transfer({ ...FUND, private: NAME });
        return { told: 'Alice Pleasance' };
      };
      const run = () => book.transaction(work as never, { id: 't', private: { why: 'gift' } });
      expect(await run()).toMatchObject({ ok: true, value: { told: 'Alice Pleasance' } });
      expect(JSON.stringify(await allEvents(book), plain)).not.toMatch(/Alice|gift/);
      if (lasts(kind)) ({ book } = await shop.restart());
      expect(await run()).toMatchObject({ ok: true, replayed: true, value: { told: 'Alice Pleasance' } });
      expect((await book.command('t'))?.answer).toMatchObject({ value: { told: 'Alice Pleasance' } });
      expect(await book.erase({ command: 't' })).toMatchObject({ ok: true, erased: 3 });
      expect((await book.command('t'))?.answer).toMatchObject({ erased: true, valueKept: false });
      const answer = await run();
      expect(answer).toMatchObject({ ok: true, replayed: true, erased: true, valueKept: false });
      expect(answer).toMatchObject({ value: undefined });
    });
  });

  test('of a group on several books are in each of them', async () => {
    await withShop(kind, async ({ house, book }) => {
      await house.book('till').openAccount({ account: 'drawer', asset: GBP });
      const give = () =>
        house.transfer({
          id: 'x',
          from: { book: 'shop', account: 'world' },
          to: { book: 'till', account: 'drawer' },
          amount: 1n,
          through: 'alice',
          private: NAME,
        });
      const first = await give();
      expect(await give()).toMatchObject({ ok: first.ok, replayed: true });
      expect(await book.erase({ command: 'x' })).toMatchObject({ ok: true, erased: 1 });
      expect(await give()).toMatchObject({ ok: first.ok, replayed: true });
      expect(await house.book('till').privateData({ command: 'x' })).toMatchObject([{ private: NAME }]);
    });
  });
});

function plain(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
