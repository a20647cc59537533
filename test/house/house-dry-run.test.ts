import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { longHistory } from '../support/random/house-history.ts';
import { through } from '../support/watch/through.ts';

type Commands = Parameters<OpenBook['submit']>[0];
type Answer = Awaited<ReturnType<OpenBook['submit']>>[number];

const OPENED = ['ann', 'bob'].map((account) => ({ kind: 'open_account', account, asset: 'GBP/2' }) as const);
const give = (to: string, amount: bigint) => ({ kind: 'transfer', from: 'world', to, amount }) as const;
const take = (from: string, amount: bigint) => ({ kind: 'transfer', from, to: 'world', amount }) as const;

interface Dry {
  readonly house: House;
  readonly book: OpenBook;
  /** How many transactions of the store were begun, and how many ids made. */
  readonly counts: { begun: number; made: number };
}

async function inHouse(kind: HouseKind, work: (dry: Dry) => Promise<void>): Promise<void> {
  await inPlace(kind, async ({ openStore }) => {
    const inner = await openStore();
    const counts = { begun: 0, made: 0 };
    const begin = async (): ReturnType<typeof inner.begin> => {
      counts.begun += 1;
      return await inner.begin();
    };
    const newId = (): string => {
      counts.made += 1;
      return `made ${counts.made}`;
    };
    const house = await openHouse(through(inner, { begin }), {
      clock: () => 1_000,
      newId,
      announceExpiries: false,
    });
    await work({ house, book: house.book('shop'), counts });
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    await house.close();
  });
}

/** What a dry run can tell of an answer that was not there before. */
function foretold({ seq: _, recordedAt: __, id, ...said }: Answer, hasId: boolean): object {
  return hasId ? { ...said, id } : said;
}

describe.each(HOUSES)('on $name', (kind) => {
  test('it tells what would come of each command, one on top of the other, and does nothing', () =>
    inHouse(kind, async ({ book, counts }) => {
      await book.submit(OPENED as Commands);
      const { seq } = await book.head();
      const seen: number[] = [];
      const signal = new AbortController();
      const following = (async () => {
        for await (const record of book.follow({ after: seq, signal: signal.signal })) seen.push(record.seq);
      })().catch(() => undefined);
      const before = { ...counts };
      const list = [
        take('ann', 5n),
        { ...give('ann', 5n), id: 'mine' },
        take('ann', 5n),
        { kind: 'atomic', commands: [give('bob', 1n), take('bob', 2n)] },
        { kind: 'hold', hold: 'h', account: 'bob', amount: 1n, expiresAt: null },
        { kind: 'pay', payment: 'p', account: 'bob', amount: 7n },
        { kind: 'pay', payment: 'p', account: 'bob', amount: 7n },
        { kind: 'refund', refund: 'r', account: 'bob', amount: 3n },
      ] as Commands;
      const told = await book.dryRun(list);
      expect(told.every(({ asOf }) => asOf === seq)).toBe(true);
      expect(await book.dryRun(list)).toEqual(told);
      expect(await book.dryRun(take('ann', 5n))).toEqual(told[0]);
      expect(await book.dryRun([])).toEqual([]);
      expect(counts).toEqual(before);
      expect(await book.head()).toMatchObject({ seq });
      expect(await book.balance('ann')).toMatchObject({ posted: 0n, available: 0n });
      expect(await book.recordedIds(['mine'])).toEqual([]);
      const done = await book.submit(list);
      expect(told).toEqual(
        done.map((answer, i) => ({ ...foretold(answer, list[i]?.id !== undefined), asOf: seq })),
      );
      expect(done.map(({ ok }) => ok)).toEqual([false, true, true, false, false, true, true, true]);
      await expect.poll(() => seen.length).toBeGreaterThan(0);
      signal.abort();
      await following;
      expect(seen[0]).toBe(seq + 1);
    }));

  test('what is on record, by its id or by its name, is told as it is there', () =>
    inHouse(kind, async ({ book }) => {
      await book.submit(OPENED as Commands);
      const [byId, byName, refused] = await book.submit([
        { ...give('ann', 5n), id: 'mine' },
        { kind: 'pay', payment: 'p', account: 'bob', amount: 7n },
        { ...take('bob', 99n), id: 'later' },
      ] as Commands);
      const { seq } = await book.head();
      const [again, other, named, exists, old] = await book.dryRun([
        { ...give('ann', 5n), id: 'mine' },
        { ...give('ann', 6n), id: 'mine' },
        { kind: 'pay', payment: 'p', account: 'bob', amount: 7n, effectiveAt: 1_500 },
        { kind: 'pay', payment: 'p', account: 'bob', amount: 8n },
        { ...take('bob', 99n), id: 'later' },
      ] as Commands);
      expect(again).toEqual({ ...byId, replayed: true, asOf: seq });
      expect(other).toMatchObject({ ok: false, reason: 'id_conflict', id: 'mine', asOf: seq });
      expect(named).toEqual({ ...byName, replayed: true, asOf: seq });
      expect(exists).toMatchObject({ ok: false, reason: 'payment_exists' });
      expect(old).toEqual({ ...refused, replayed: true, asOf: seq });
      const anew = await book.dryRun([give('bob', 100n), { ...take('bob', 99n), id: 'later' }] as Commands, {
        retryRefused: true,
      });
      expect(anew[1]).toMatchObject({ ok: true, id: 'later', asOf: seq });
      expect(anew[1]).not.toHaveProperty('seq');
    }));

  test('whatever came before, it tells what then comes', () =>
    inHouse(kind, async ({ house, book }) => {
      let compared = 0;
      let batch: Commands[number][] = [];
      for (const input of longHistory(3, 120)) {
        batch.push(input as unknown as Commands[number]);
        if (batch.length < 4) continue;
        const { seq } = await book.head();
        const told = await book.dryRun(batch);
        expect(await book.head()).toMatchObject({ seq });
        const done = await book.submit(batch);
        const expected = done.map((answer, i) => ({
          ...foretold(answer, batch[i]?.id !== undefined),
          asOf: seq,
        }));
        expect(told).toEqual(expected);
        compared += done.length;
        batch = [];
      }
      expect(compared).toBeGreaterThan(100);
      expect((await allEvents(house.book('shop'))).length).toBe(compared);
    }));
});

test('a book that has nothing yet can be asked, and is not made', () =>
  inHouse(HOUSE.sqlite, async ({ house, book }) => {
    expect(await book.dryRun(OPENED[0] as Commands[number])).toMatchObject({ ok: true, asOf: 0 });
    expect(await house.books()).toEqual([]);
  }));

test('what is malformed, or too much for one batch, throws as ever', () =>
  inHouse(HOUSE.memory, async ({ book }) => {
    const bad = { ...give('ann', 5n), colour: 'red' } as unknown as Commands[number];
    await expect(book.dryRun(bad)).rejects.toMatchObject({ code: 'bad_command', field: 'colour' });
    await expect(book.dryRun([give('ann', 5n), bad])).rejects.toMatchObject({ field: 'commands[1].colour' });
    await expect(book.dryRun(5 as never)).rejects.toMatchObject({ code: 'bad_command' });
    const many = Array.from({ length: 22_000 }, () => give('ann', 1n));
    await expect(book.dryRun(many)).rejects.toMatchObject({ code: 'bad_command', field: 'commands' });
    await book.transaction(async () => {
      await expect(book.dryRun(give('ann', 1n))).rejects.toMatchObject({ code: 'inside_transaction' });
    });
  }));
