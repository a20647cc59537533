import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DUE_ROWS_MAX, TRANSACTION_ALONE_FROM } from '../../src/base/limits.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import type { Changes, StoreTransaction } from '../../src/store/store.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { query } from '../support/postgres/postgres-place.ts';
import { countingStore, type RowCount } from '../support/watch/house-counting-store.ts';
import { through } from '../support/watch/through.ts';

const ONE = { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n } as const;
const AT = 2_000;

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'ann', amount: 1_000_000n });
}

function schedules(count: number) {
  return Array.from(
    { length: count },
    (_, i) => ({ kind: 'schedule', schedule: `s${i}`, command: ONE, executeAt: AT }) as const,
  );
}

/** Changes a column of the schedule `broken` in the file of a house that is closed; returns what it was. */
function change(url: string, column: 'lives' | 'terms', to: (text: string) => string): string {
  const file = new DatabaseSync(url.replace(/^sqlite:/u, ''));
  try {
    const row = file.prepare(`SELECT ${column} AS text FROM schedules WHERE id = 'broken'`).get();
    const text = String(row?.text);
    expect(to(text)).not.toBe(text);
    file.prepare(`UPDATE schedules SET ${column} = ? WHERE id = 'broken'`).run(to(text));
    return text;
  } finally {
    file.close();
  }
}

const BROKEN = [
  ['a life that nobody has', 'lives', (text: string) => text.replace(/"\]\]$/u, 'x"]]'), {}],
  [
    'a zone that nobody knows',
    'terms',
    (text: string) => text.replace('Europe/London', 'Europe/Nowhere'),
    { every: { days: 1 }, zone: 'Europe/London', until: AT },
  ],
] as const;

test.each(BROKEN)('%s is set aside by name, and what is behind it goes on', (_, column, breaks, more) =>
  inPlace(HOUSE.sqlite, async ({ url, openStore }) => {
    let now = 1_000;
    const options = { clock: () => now, announceExpiries: false };
    const first = await open(url, options);
    const made = first.book('shop');
    await fill(made);
    await made.schedule({ schedule: 'broken', command: ONE, executeAt: AT, ...more });
    await made.submit(schedules(3));
    await first.close();
    const right = change(url, column, breaks);

    now = AT;
    const count: RowCount = { rows: 0, asks: 0 };
    const house = await openHouse(countingStore(await openStore(), count), options);
    try {
      const book = house.book('shop');
      expect((await book.balance('bob'))?.posted).toBe(3n);
      Object.assign(count, { rows: 0, asks: 0 });
      // Whoever reads does not ask for it again and again.
      await book.balance('bob');
      expect(count.asks).toBe(0);
      expect(await book.transfer({ from: 'ann', to: 'bob', amount: 1n })).toMatchObject({ ok: true });
      await expect(book.runDue(AT)).rejects.toMatchObject({
        code: 'bug',
        message: expect.stringMatching(/schedule broken, .* of book shop is due, undecided/u),
      });
      expect((await book.schedules({ schedule: 'broken' })).items).toMatchObject([{ status: 'pending' }]);
      await book.schedule({ schedule: 'next', command: ONE, executeAt: AT });
      expect((await book.balance('bob'))?.posted).toBe(5n);
    } finally {
      await house.close();
    }

    // A running house tells it once, and whoever opens it when it can be decided has it carried out.
    const told: unknown[] = [];
    const running = await open(url, { clock: () => now, onBackgroundError: (error) => told.push(error) });
    try {
      await expect.poll(() => told.length, { timeout: 5_000 }).toBe(1);
      await sleep(1_200);
    } finally {
      await running.close();
    }
    expect(told).toMatchObject([{ code: 'bug', message: expect.stringContaining('schedule broken') }]);
    change(url, column, () => right);
    await using mended = await open(url, options);
    expect((await mended.book('shop').balance('bob'))?.posted).toBe(6n);
    expect(await mended.book('shop').runDue(AT)).toBe(0);
    expect((await mended.verify({ decideAgain: true })).problems).toEqual([]);
  }),
);

test('what another node has decided that was set aside here is forgotten', () =>
  inPlace(HOUSE.postgres, async ({ url }) => {
    const terms = async (from: string, to: string): Promise<void> => {
      const place = new URL(url);
      const schema = place.searchParams.get('schema');
      await query(url, `UPDATE "${schema}".schedules SET terms = replace(terms, '${from}', '${to}')`);
    };
    let now = 1_000;
    const options = { clock: () => now, announceExpiries: false };
    await using one = await open(url, options);
    await using other = await open(url, options);
    const [book, same] = [one.book('shop'), other.book('shop')];
    await fill(book);
    const repeat = { every: { days: 1 }, zone: 'Europe/London', until: AT } as const;
    await book.schedule({ schedule: 'broken', command: ONE, executeAt: AT, ...repeat });
    await terms('London', 'Nowhere');
    now = AT;
    await expect(book.runDue(AT)).rejects.toMatchObject({ code: 'bug' });
    await terms('Nowhere', 'London');
    expect(await same.runDue(AT)).toBe(1);
    expect(await book.transfer({ from: 'ann', to: 'bob', amount: 1n })).toMatchObject({ ok: true });
    expect((await book.balance('bob'))?.posted).toBe(2n);
    expect(await book.runDue(AT)).toBe(0);
    expect((await one.verify({ decideAgain: true })).problems).toEqual([]);
  }));

const COUNT = DUE_ROWS_MAX + 2;

/** A house in which more than fits in a batch comes due when `come` is called, and the most that one of its commits has written. */
async function beforeMuch(
  kind: HouseKind,
  work: (scene: { book: OpenBook; come: () => void; most: () => number }) => Promise<void>,
): Promise<void> {
  await inPlace(kind, async ({ openStore }) => {
    let now = 1_000;
    let most = 0;
    const inner = await openStore();
    const begin = async (): Promise<StoreTransaction> => {
      const transaction = await inner.begin();
      let rows = 0;
      const write = async (book: string, changes: Changes): Promise<void> => {
        rows += changes.journal.length;
        if (now === AT) most = Math.max(most, rows);
        await transaction.write(book, changes);
      };
      return through(transaction, { write });
    };
    await using house = await openHouse(through(inner, { begin }), {
      clock: () => now,
      announceExpiries: false,
    });
    const book = house.book('shop');
    await fill(book);
    await book.submit(schedules(COUNT));
    const come = (): void => {
      now = AT;
    };
    await work({ book, come, most: () => most });
    expect((await book.balance('bob'))?.posted).toBe(BigInt(COUNT));
    expect((await house.verify()).problems).toEqual([]);
  });
}

test.each(HOUSES)(
  'on $name what comes due while a transaction has the book alone is decided in batches',
  (kind) =>
    beforeMuch(kind, async ({ book, come, most }) => {
      // Somebody who is outside of the work is in its way each time.
      let ask = Promise.withResolvers<() => void>();
      let isOver = false;
      const outside = (async () => {
        while (!isOver) {
          const done = await ask.promise;
          ask = Promise.withResolvers();
          await book.transfer({ from: 'world', to: 'ann', amount: 1n });
          done();
        }
      })();
      let attempts = 0;
      const answer = await book.transaction(async (tx) => {
        attempts += 1;
        const seen = await tx.balance('ann');
        if (attempts < TRANSACTION_ALONE_FROM) await new Promise<void>((resolve) => ask.resolve(resolve));
        else come();
        await tx.transfer({ from: 'ann', to: 'world', amount: (seen?.posted ?? 0n) - 1n });
        return seen?.posted;
      });
      isOver = true;
      ask.resolve(() => undefined);
      await outside;
      expect(answer).toMatchObject({
        ok: true,
        value: BigInt(1_000_000 + TRANSACTION_ALONE_FROM - 1 - COUNT),
      });
      expect(attempts).toBe(TRANSACTION_ALONE_FROM + 1);
      expect(most()).toBeLessThanOrEqual(DUE_ROWS_MAX + 1);
    }),
);

test.each(HOUSES)('on $name what comes due while private data are erased is decided in batches', (kind) =>
  beforeMuch(kind, async ({ book, come, most }) => {
    await book.transfer({ from: 'world', to: 'ann', amount: 1n, private: { name: 'Ann' }, id: 'told' });
    const erasing = book.erase({ command: 'told' });
    come();
    expect(await erasing).toMatchObject({ ok: true, erased: 1 });
    expect(most()).toBeLessThanOrEqual(DUE_ROWS_MAX + 1);
    expect((await book.transactions({ kind: 'erase' })).items.length).toBeLessThanOrEqual(1);
  }),
);
