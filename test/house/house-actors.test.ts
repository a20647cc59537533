import { describe, expect, test } from 'vitest';
import { FIRST_LINK, linkOf } from '../../src/engine/text/link-hash.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { FUND, GBP, withShop } from '../support/house/house-shop.ts';

/** Who did what, by the ids of the rows. */
async function actorsIn(book: OpenBook): Promise<Record<string, string | undefined>> {
  return Object.fromEntries((await allEvents(book)).map(({ id, actor }) => [id, actor]));
}

describe.each(HOUSES)('the actor, on $name,', (kind) => {
  test('stands beside everything that is done through his handle: commands, bulk, groups, transactions, announcements', async () => {
    await withShop(kind, async (house, book) => {
      const anna = book.as('user:anna');
      expect([book.actor, anna.actor, anna.name]).toEqual([null, 'user:anna', 'shop']);
      await anna.transfer({ id: 'one', ...FUND });
      await anna.submit([
        { kind: 'transfer', id: 'many', ...FUND },
        { kind: 'atomic', id: 'group', commands: [{ kind: 'transfer', ...FUND }] },
      ]);
      await anna.transaction((tx) => tx.transfer(FUND), { id: 'work' });
      const begun = await anna.begin({ id: 'by hand' });
      await begun.transfer(FUND);
      await begun.commit();
      await anna.transfer({ id: 'refused', from: 'alice', to: 'nobody', amount: 1n });
      await anna.as('user:ben').transfer({ id: 'another', ...FUND });
      await book.transfer({ id: 'nobody', ...FUND });
      await house.book('bank').openAccount({ id: 'opened', account: 'alice', asset: GBP });
      const commands = ['shop', 'bank'].map((name) => ({ book: name, kind: 'transfer', ...FUND }) as const);
      await house.atomic(commands, { id: 'both', actor: 'user:carl' });
      const ends = { from: { book: 'shop', account: 'alice' }, to: { book: 'bank', account: 'alice' } };
      await house.transfer({ id: 'move', ...ends, amount: 1n }, { actor: 'user:dora' });
      expect(await actorsIn(house.book('bank'))).toEqual({
        opened: undefined,
        both: 'user:carl',
        move: 'user:dora',
      });
      await anna.hold({ id: 'held', hold: 'h', account: 'alice', amount: 1n, expiresAt: 90 });
      expect(await anna.announceExpiries(90)).toBe(1);
      const { [(await book.events())[0]?.id ?? '']: opened, ...actors } = await actorsIn(book);
      expect(opened).toBeUndefined();
      const announced = (await book.events()).find((record) => record.kind === 'announce_expiry');
      expect(actors).toEqual({
        ...{ one: 'user:anna', many: 'user:anna', group: 'user:anna', work: 'user:anna' },
        ...{ 'by hand': 'user:anna', refused: 'user:anna', another: 'user:ben', nobody: undefined },
        ...{ both: 'user:carl', move: 'user:dora', held: 'user:anna', [announced?.id ?? '']: 'user:anna' },
      });
      const { items } = await book.transactions();
      expect(items.find(({ id }) => id === 'one')).toMatchObject({ actor: 'user:anna' });
    });
  });

  test('is no part of what is asked: who asks again is told the first answer, and the row keeps the first actor', async () => {
    await withShop(kind, async (house, book) => {
      const [anna, ben] = [book.as('anna'), book.as('ben')];
      const first = await anna.transfer({ id: 'fund', ...FUND });
      expect(await ben.transfer({ id: 'fund', ...FUND })).toEqual({ ...first, replayed: true });
      expect(await book.transfer({ id: 'fund', ...FUND })).toEqual({ ...first, replayed: true });
      const work = await anna.transaction((tx) => tx.transfer(FUND), { id: 'work' });
      expect(await ben.transaction((tx) => tx.transfer(FUND), { id: 'work' })).toEqual({
        ...work,
        replayed: true,
      });
      const commands = [{ book: 'shop', kind: 'transfer', ...FUND }] as const;
      const group = await house.atomic(commands, { id: 'group', actor: 'anna' });
      expect(await house.atomic(commands, { id: 'group', actor: 'ben' })).toEqual({
        ...group,
        replayed: true,
      });
      expect(await actorsIn(book)).toMatchObject({ fund: 'anna', work: 'anna', group: 'anna' });
      // Two at once: one of them is the first, and both are told the same.
      const [a, b] = await Promise.all([
        anna.transfer({ id: 'race', ...FUND }),
        ben.transfer({ id: 'race', ...FUND }),
      ]);
      expect(b).toMatchObject({ seq: a.seq });
      expect((await actorsIn(book)).race).toBe('anna');
      // The next attempt at what was refused is whose it is.
      const pay = { id: 'pay', from: 'alice', to: 'world', amount: 1_000n } as const;
      await anna.transfer(pay);
      await book.transfer({ ...FUND, amount: 1_000n });
      expect(await ben.transfer(pay, { retryRefused: true })).toMatchObject({ ok: true });
      const attempts = (await allEvents(book)).filter(({ id }) => id === 'pay');
      expect(attempts.map(({ ok, actor }) => [ok, actor])).toEqual([
        [false, 'anna'],
        [true, 'ben'],
      ]);
    });
  });

  test('is refused where it is none, before anything changes', async () => {
    await withShop(kind, async (house, book) => {
      const before = await book.head();
      const bad: readonly unknown[] = ['', 'x'.repeat(257), '\ud800', 7, null, undefined, {}];
      for (const actor of bad) {
        expect(() => book.as(actor as string)).toThrow(
          expect.objectContaining({ code: 'bad_id', field: 'actor' }),
        );
        if (actor === undefined) continue;
        const options = { actor: actor as string };
        const refusal = { code: 'bad_id', field: 'options.actor' };
        expect(
          await rejectionOf(house.atomic([{ book: 'shop', kind: 'transfer', ...FUND }], options)),
        ).toMatchObject(refusal);
        const ends = { from: { book: 'shop', account: 'alice' }, to: { book: 'bank', account: 'alice' } };
        expect(await rejectionOf(house.transfer({ ...ends, amount: 1n }, options))).toMatchObject(refusal);
      }
      expect(await book.head()).toEqual(before);
    });
  });
});

describe('the chain', () => {
  const row: Omit<JournalRow, 'link'> = {
    seq: 2,
    id: 'fund',
    kind: 'transfer',
    assignedAt: 11,
    recordedAt: 11,
    isAccepted: true,
    request: '{"kind":"transfer","from":"world","to":"alice","amount":"100"}',
    answer: '[]',
    retryOf: null,
    rules: 1,
    actor: null,
  };
  const link = (rows: readonly Omit<JournalRow, 'link'>[]): string =>
    Buffer.from(linkOf(FIRST_LINK, rows)).toString('hex');

  test('of rows without an actor is what it ever was', () => {
    expect(link([row])).toBe('b239e580b9e89aad1c80c35e1f7dabbea6efd9999077c82fce148f762d4eddd4');
    expect(link([row, { ...row, seq: 3, isAccepted: false, retryOf: 2 }])).toBe(
      '80cd403900a28262114b0bfc3e8b3181d1b86bb98f01ae08a1309e8da50fa5a3',
    );
  });

  test('holds who did what, and tells the actor from all that stands beside him', () => {
    const links = [
      row,
      { ...row, actor: 'anna' },
      { ...row, actor: 'annb' },
      { ...row, answer: '[]anna' },
      { ...row, retryOf: 4 },
      { ...row, retryOf: 4, actor: 'anna' },
      { ...row, rules: 4 },
      { ...row, rules: 4, actor: 'anna' },
      { ...row, answer: '[', actor: ']anna' },
    ].map((one) => link([one]));
    expect(new Set(links).size).toBe(links.length);
  });
});
