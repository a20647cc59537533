import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { actorLabel, metadataLabel, referenceLabel } from '../../src/engine/text/labels.ts';
import { allEvents, askBook, callMethod } from '../support/house/house-door.ts';
import type { HouseInput, SingleInput } from '../support/house/house-input.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { FUND, GBP, withShop } from '../support/house/house-shop.ts';
import { GOOD_COMMANDS } from '../support/kernel/book-good-commands.ts';

const ABOUT = { reference: 'order 7', metadata: { shop: 'Leeds', till: '4' } } as const;

/** What a command of each kind needs, on a book of its own in which it is accepted or refused, whichever. */
const SINGLES = Object.entries(GOOD_COMMANDS).map(
  ([kind, { needed }]) => ({ kind, ...needed }) as unknown as SingleInput, // Each is a good one.
);

describe.each(HOUSES)('what commands say about themselves, on $name,', (kind) => {
  test('stands in the journal, for commands of every kind, accepted or refused, and for groups of any depth', async () => {
    await withShop(kind, async (_house, book) => {
      for (const input of SINGLES) {
        await callMethod(book, { ...input, ...ABOUT });
        const [record] = (await allEvents(book)).slice(-1);
        expect(record).toMatchObject({ ...ABOUT, kind: input.kind, command: { ...ABOUT, kind: input.kind } });
      }
      const inner = {
        kind: 'atomic',
        reference: 'inner',
        commands: [{ kind: 'transfer', ...FUND }],
      } as const;
      const outer = { kind: 'atomic', ...ABOUT, commands: [inner] } as const;
      const [answer] = await book.submit([outer]);
      expect(answer).toMatchObject({ ok: true });
      const { items } = await book.transactions({ kind: 'atomic' });
      expect(items).toMatchObject([{ ...ABOUT, command: { ...ABOUT, commands: [{ reference: 'inner' }] } }]);
    });
  });

  test('is part of what is asked, in one form; without it, a request is as it ever was', async () => {
    await withShop(kind, async (_house, book) => {
      const asked = { id: 'fund', ...FUND };
      const first = await book.transfer({ ...asked, ...ABOUT });
      expect(first.ok).toBe(true);
      const otherwise = { metadata: { till: '4', shop: 'Leeds' }, reference: 'order 7' };
      expect(await book.transfer({ ...otherwise, ...asked })).toEqual({ ...first, replayed: true });
      const [fund] = await book.events({ after: 1 });
      expect(JSON.stringify(fund?.kind === 'transfer' && fund.command.metadata)).toBe(
        '{"shop":"Leeds","till":"4"}',
      );
      for (const other of [
        {},
        { reference: 'order 7' },
        { ...ABOUT, reference: 'order 8' },
        { ...ABOUT, metadata: { shop: 'Leeds' } },
      ]) {
        expect(await book.transfer({ ...asked, ...other })).toMatchObject({
          ok: false,
          reason: 'id_conflict',
        });
      }
      const plain = await book.transfer({ id: 'plain', ...FUND, metadata: {} });
      expect(await book.transfer({ id: 'plain', ...FUND })).toEqual({ ...plain, replayed: true });
      expect(await book.transfer({ id: 'plain', ...FUND, reference: undefined })).toMatchObject({
        replayed: true,
      });
      const [record] = (await book.events()).slice(-1);
      expect(record).not.toHaveProperty('reference');
      expect(record).not.toHaveProperty('metadata');
      expect(Object.keys(record?.command ?? {})).toEqual(['kind', 'from', 'to', 'amount']);
    });
  });

  test('is part of what a name is known by, for what comes without an id', async () => {
    await withShop(kind, async (_house, book) => {
      const pay = { payment: 'p', account: 'alice', amount: 5n, ...ABOUT } as const;
      const first = await book.pay(pay);
      expect(await book.pay(pay)).toEqual({ ...first, replayed: true });
      expect(await book.pay({ ...pay, reference: 'order 8' })).toMatchObject({ reason: 'payment_exists' });
      const group = (about: object) =>
        askBook(book, {
          kind: 'atomic',
          commands: [{ kind: 'atomic', commands: [{ kind: 'pay', ...pay, payment: 'q' }], ...about }],
        });
      const together = await group(ABOUT);
      expect(together.ok).toBe(true);
      expect(await group(ABOUT)).toEqual({ ...together, replayed: true });
      expect(await group({ reference: 'order 8' })).toMatchObject({ reason: 'payment_exists' });
      expect(await group({})).toMatchObject({ reason: 'payment_exists' });
    });
  });

  test('is part of groups, on one book and on several, and is kept of transactions', async () => {
    await withShop(kind, async (house, book) => {
      const group = (about: object) =>
        askBook(book, { kind: 'atomic', id: 'g', commands: [{ kind: 'transfer', ...FUND }], ...about });
      const first = await group(ABOUT);
      expect(first.ok).toBe(true);
      expect(await group(ABOUT)).toMatchObject({ ...first, replayed: true });
      expect(await group({})).toMatchObject({ reason: 'id_conflict' });
      await house.book('bank').openAccount({ account: 'alice', asset: GBP });
      const both = (about: object) =>
        house.atomic(
          ['shop', 'bank'].map((name) => ({ book: name, kind: 'transfer', ...FUND }) as const),
          { id: 'both', ...about },
        );
      const together = await both(ABOUT);
      expect(together.ok).toBe(true);
      expect(await both(ABOUT)).toMatchObject({ ...together, replayed: true });
      expect(await both({ reference: 'order 7' })).toMatchObject({ reason: 'id_conflict' });
      const ends = { from: { book: 'shop', account: 'alice' }, to: { book: 'bank', account: 'alice' } };
      const moved = { id: 'move', ...ends, amount: 5n };
      expect(await house.transfer({ ...moved, ...ABOUT })).toMatchObject({ ok: true });
      expect(await house.transfer({ ...moved, ...ABOUT })).toMatchObject({ ok: true, replayed: true });
      expect(await house.transfer(moved)).toMatchObject({ reason: 'id_conflict' });
      for (const name of ['shop', 'bank']) {
        const records = (await house.book(name).events()).filter(({ id }) => id === 'both' || id === 'move');
        expect(records).toMatchObject([ABOUT, ABOUT]);
      }
      await book.transaction((tx) => tx.transfer({ ...FUND, reference: 'in it' }), { id: 't', ...ABOUT });
      const begun = await book.begin({ id: 'u', reference: 'by hand' });
      await begun.transfer(FUND);
      await begun.commit();
      const own = (await book.events()).filter(({ id }) => id === 't' || id === 'u');
      expect(own).toMatchObject([
        { ...ABOUT, command: { commands: [{ reference: 'in it' }] } },
        { reference: 'by hand' },
      ]);
    });
  });

  test('is refused by name where it is malformed, with nothing recorded', async () => {
    await withShop(kind, async (house, book) => {
      const long = 'x'.repeat(257);
      const bad: readonly [object, string, string][] = [
        [{ reference: '' }, 'bad_id', 'reference'],
        [{ reference: long }, 'bad_id', 'reference'],
        [{ reference: 7 }, 'bad_id', 'reference'],
        [{ metadata: { a: 1 } }, 'bad_command', 'metadata.a'],
        [{ metadata: { a: 'x'.repeat(4_096) } }, 'bad_command', 'metadata'],
        [{ metadata: 'a' }, 'bad_command', 'metadata'],
      ];
      const before = await book.head();
      const ends = { from: { book: 'shop', account: 'alice' }, to: { book: 'bank', account: 'alice' } };
      const nothing = async (): Promise<void> => undefined;
      for (const [about, code, field] of bad) {
        const group: HouseInput = { kind: 'atomic', commands: [], ...about };
        const deep: HouseInput = { kind: 'atomic', commands: [group] };
        for (const [call, path] of [
          [book.transfer({ ...FUND, ...about }), ''],
          [askBook(book, group), 'commands[0].'],
          [askBook(book, deep), 'commands[0].commands[0].'],
          [house.atomic([{ book: 'shop', kind: 'transfer', ...FUND }], about), ''],
          [house.transfer({ ...ends, amount: 1n, ...about }), ''],
          [book.transaction(nothing, about), ''],
          [book.begin(about), ''],
        ] as const) {
          expect(await rejectionOf(call as Promise<unknown>)).toMatchObject({
            code,
            field: `${path}${field}`,
          });
        }
      }
      expect(await book.head()).toEqual(before);
    });
  });
});

describe.each(HOUSES.filter(({ isDurable }) => isDurable))('labels on $name', (kind) => {
  test('stand once for each accepted row that has them, and for nothing else', async () => {
    await inPlace(kind, async ({ url, openStore }) => {
      const house = await open(url, { clock: () => 10, announceExpiries: false });
      const book = house.book('shop');
      const command = { kind: 'transfer', ...FUND } as const;
      await book.submit([
        { kind: 'open_account', account: 'alice', asset: GBP, metadata: ABOUT.metadata },
        command,
        { ...command, ...ABOUT },
        { ...command, from: 'alice', amount: 10_000n, to: 'world', ...ABOUT },
        {
          kind: 'atomic',
          reference: 'r',
          commands: [
            { ...command, ...ABOUT },
            { ...command, ...ABOUT },
          ],
        },
      ]);
      await book.as('anna').transfer(FUND);
      // Who asks again leaves no trace.
      await book.as('ben').transfer({ id: 'once', ...FUND, reference: 'order 7' });
      await book.as('anna').transfer({ id: 'once', ...FUND, reference: 'order 7' });
      await house.close();
      const store = await openStore();
      const under = async (label: string): Promise<number[]> => {
        const where = { column: 'label', equals: label } as const;
        const found = await store.latest.list('shop', 'label', { where, limit: 9 });
        return found.map(({ seq }) => seq);
      };
      expect(await under(referenceLabel('order 7'))).toEqual([3, 6, 8]);
      expect(await under(referenceLabel('r'))).toEqual([6]);
      expect(await under(metadataLabel('till', '4'))).toEqual([3, 6]);
      expect(await under(metadataLabel('shop', 'Leeds'))).toEqual([3, 6]);
      expect(await under(metadataLabel('till', '5'))).toEqual([]);
      expect(await under(actorLabel('anna'))).toEqual([7]);
      expect(await under(actorLabel('ben'))).toEqual([8]);
      expect(await store.latest.list('shop', 'label', { limit: 99 })).toHaveLength(10);
      await store.close();
    });
  });
});
