import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { allEvents, type House, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const OPTIONS = { announceExpiries: false, clock: () => 100 };
const OUT = { book: 'a', account: 'x' } as const;
const INTO = { book: 'b', account: 'x' } as const;

async function begin(house: House, assetOfB = 'GBP/2'): Promise<void> {
  for (const [name, asset] of [
    ['a', 'GBP/2'],
    ['b', assetOfB],
  ] as const) {
    const book = house.book(name);
    await book.openAccount({ account: 'x', asset, effectiveAt: 0 });
    await book.openAccount({ account: 'between', asset, floor: null, effectiveAt: 0 });
    await book.transfer({ from: 'world', to: 'x', amount: 50n, effectiveAt: 1 });
  }
}

async function postedOf(house: House, account: string, at?: number): Promise<(bigint | undefined)[]> {
  const moment = at === undefined ? {} : { at };
  const books = [house.book('a'), house.book('b')];
  return Promise.all(books.map(async (book) => (await book.balance(account, moment))?.posted));
}

describe.each(HOUSES)('transfers between books, $name', (kind) => {
  test('go through the world, or through an account of both books', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      await begin(house);
      const answer = await house.transfer({ id: '1', from: OUT, to: INTO, amount: 20n });
      expect(answer).toEqual({
        ok: true,
        id: '1',
        effectiveAt: 100,
        recordedAt: 100,
        seqs: { a: 4, b: 4 },
        parts: [
          { book: 'a', kind: 'transfer', effectiveAt: 100 },
          { book: 'b', kind: 'transfer', effectiveAt: 100 },
        ],
      });
      expect(await postedOf(house, 'x')).toEqual([30n, 70n]);
      await house.transfer({ from: INTO, to: OUT, amount: 5n, through: 'between' });
      expect(await postedOf(house, 'x')).toEqual([35n, 65n]);
      // What left the one is what the other has got: between the books nothing stays.
      expect(await postedOf(house, 'between')).toEqual([-5n, 5n]);
      await expectSound(house);
      await house.close();
    });
  });

  test('have the moment that is given, in both books, also behind what came later', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      await begin(house);
      const late = { id: 'late', from: OUT, to: INTO, amount: 20n, effectiveAt: 40 };
      const ahead = { id: 'ahead', from: OUT, to: INTO, amount: 7n, effectiveAt: 400 };
      expect(await house.transfer(late)).toMatchObject({ ok: true, effectiveAt: 40, recordedAt: 100 });
      expect(await house.transfer(ahead)).toMatchObject({ ok: true, effectiveAt: 400, recordedAt: 100 });
      expect(await postedOf(house, 'x', 39)).toEqual([50n, 50n]);
      expect(await postedOf(house, 'x', 40)).toEqual([30n, 70n]);
      expect(await postedOf(house, 'x', 400)).toEqual([23n, 77n]);
      // Before there was any money, and more than what is left when the one ahead is done.
      for (const refused of [
        { ...late, id: 'early', effectiveAt: 0 },
        { ...late, id: 'much', amount: 24n },
      ]) {
        const answer = await house.transfer(refused);
        const { effectiveAt } = refused;
        expect(answer).toMatchObject({ ok: false, book: 'a', path: [0], subject: 'x', effectiveAt });
        expect(await house.transfer(refused)).toEqual({ ...answer, replayed: true });
      }
      expect(await house.transfer(late)).toMatchObject({ ok: true, effectiveAt: 40, seqs: { a: 4, b: 4 } });
      await expectSound(house);
      await house.close();
    });
  });

  test('do not turn one asset into another', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      await begin(house, 'ETH/18');
      for (const through of ['world', 'between', undefined]) {
        const id = `through ${through}`;
        const answer = await house.transfer({ id, from: OUT, to: INTO, amount: 20n, through });
        expect(answer).toMatchObject({ ok: false, reason: 'asset_mismatch', subject: 'x', path: [1], id });
        expect(await house.transfer({ id, from: OUT, to: INTO, amount: 20n, through })).toEqual({
          ...answer,
          replayed: true,
        });
      }
      expect(await postedOf(house, 'x')).toEqual([50n, 50n]);
      expect(await postedOf(house, 'between')).toEqual([0n, 0n]);
      await expectSound(house);
      await house.close();
    });
  });

  test('stand in the journals of both books, where followers see them', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      await begin(house);
      const followers = ['a', 'b'].map((name) => follow(house.book(name), 3, 2));
      await house.transfer({ id: 'good', from: OUT, to: INTO, amount: 20n });
      await house.transfer({ id: 'bad', from: INTO, to: OUT, amount: 71n });
      const [ofA = [], ofB = []] = await Promise.all(followers);
      expect(ofA.map(shownOf)).toEqual([
        { id: 'good', kind: 'atomic', ok: true, across: ['a', 'b'], amounts: [20n], book: undefined },
        { id: 'bad', kind: 'atomic', ok: false, across: ['b', 'a'], amounts: [71n], book: 'b' },
      ]);
      expect(ofB.map(shownOf)).toEqual(ofA.map(shownOf));
      for (const [i, record] of ofA.entries()) {
        const { recordedAt, effectiveAt } = ofB[i] ?? {};
        expect({ recordedAt, effectiveAt }).toEqual({ recordedAt: 100, effectiveAt: 100 });
        expect(record.recordedAt).toBe(100);
      }
      expect(await allEvents(house.book('a'), 3)).toEqual(ofA);
      await house.close();
    });
  });
});

async function follow(book: OpenBook, after: number, count: number): Promise<JournalRecord[]> {
  const seen: JournalRecord[] = [];
  for await (const record of book.follow({ after })) {
    seen.push(record);
    if (seen.length === count) break;
  }
  return seen;
}

function shownOf(record: JournalRecord): object {
  const { id, kind, ok, command } = record;
  const { across, commands = [] } = 'commands' in command ? command : {};
  const book = 'book' in record ? record.book : undefined;
  return {
    id,
    kind,
    ok,
    across,
    amounts: commands.map((each) => each.kind === 'transfer' && each.amount),
    book,
  };
}
