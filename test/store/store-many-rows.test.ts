import { describe, expect, test } from 'vitest';
import type { StoredCommand } from '../../src/store/row-kinds.ts';
import type { EntryRow, JournalRow, Store, StoreView } from '../../src/store/store.ts';
import type { StoredPayment } from '../../src/store/stored-lots.ts';
import { STORES, withStore } from './store-list.ts';
import { someChanges } from './store-writes.ts';

const COUNT = 10_000;
const ACCOUNTS = 700;

/** Numbers up to COUNT, each once, in an order that looks random. */
const shuffled = Array.from({ length: COUNT }, (_, i) => (i * 7_919) % COUNT);

const commandOf = (n: number): StoredCommand => ({
  id: `c${String(n).padStart(6, '0')}`,
  seq: n,
  event: n % 2 === 0 ? null : n,
  isReversed: n % 3 === 0,
});

const paymentOf = (n: number, remaining = BigInt(n % 4)): StoredPayment => ({
  id: `p${n}`,
  account: `a${n % ACCOUNTS}`,
  payer: 'world',
  inGroup: n % 3 === 0 ? `g${n % ACCOUNTS}` : null,
  rank: n % 2 === 0 ? n : null,
  amount: 5n,
  remaining,
  seq: n,
  at: n,
});

const entryOf = (n: number): EntryRow => ({
  account: `a${n % ACCOUNTS}`,
  at: n >> 3,
  order: 2 * n,
  seq: n,
  inflow: BigInt(n),
  outflow: 0n,
  available: BigInt(n),
  incoming: 0n,
  expected: 0n,
  purse: BigInt(n),
  spendable: 0n,
});

const journalOf = (n: number): JournalRow => ({
  seq: n + 1,
  id: commandOf(n).id,
  kind: 'transfer',
  assignedAt: n,
  recordedAt: n >> 4,
  isAccepted: true,
  request: 'r',
  answer: 'a',
  link: null,
  retryOf: null,
  rules: 2,
  actor: null,
});

const inOrder = Array.from({ length: COUNT }, (_, n) => n);

async function writeMany(store: Store): Promise<void> {
  const transaction = await store.begin();
  await transaction.lock('b');
  const rows = { command: shuffled.map(commandOf), payment: shuffled.map((n) => paymentOf(n)) };
  const journal = inOrder.map(journalOf);
  await transaction.write(
    'b',
    someChanges('b', { seq: COUNT }, { rows, journal, entries: shuffled.map(entryOf) }),
  );
  await transaction.commit();
}

async function everyPage<Row>(page: (after: Row | undefined) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const next = await page(rows.at(-1));
    if (next.length === 0) return rows;
    rows.push(...next);
  }
}

async function openPayments(view: StoreView, account: string): Promise<string[]> {
  return (await view.find('b', 'payment', 'open', [account])).map(({ id }) => id).sort();
}

describe.each(STORES)('the $name store with 10,000 rows in a write', (kind) => {
  test('lists all of them in order, page by page', () =>
    withStore(kind, async (store) => {
      await writeMany(store);
      const view = store.latest;
      const limit = 997;
      const commands = await everyPage<StoredCommand>((after) =>
        view.list('b', 'command', { limit, ...(after && { after: [after.id] }) }),
      );
      expect(commands).toEqual(inOrder.map(commandOf));
      const entries = await everyPage<EntryRow>((after) =>
        view.allEntries('b', { limit, ...(after && { after }) }),
      );
      expect(entries).toEqual(
        inOrder
          .map(entryOf)
          .sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : a.seq - b.seq)),
      );
      const journal = await everyPage<JournalRow>((after) =>
        view.journal('b', { limit, ...(after && { after: after.seq }) }),
      );
      expect(journal).toEqual(inOrder.map(journalOf));
    }));

  test('finds all of them, by thousands of values at once', () =>
    withStore(kind, async (store) => {
      await writeMany(store);
      const view = store.latest;
      const found = await view.find('b', 'command', 'id', ['nobody', ...inOrder.map((n) => commandOf(n).id)]);
      expect(found.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(inOrder);
      const accounts = Array.from({ length: ACCOUNTS }, (_, n) => ({
        account: `a${n}`,
        after: (COUNT >> 3) - 3,
      }));
      const ahead = await view.entriesOf('b', accounts);
      expect(ahead.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
        inOrder.filter((n) => n >> 3 > (COUNT >> 3) - 3),
      );
      const rows = await view.journalRows('b', shuffled);
      expect(rows.map(({ seq }) => seq)).toEqual(inOrder.slice(1));
      expect(await view.seqKnownAt('b', 99)).toBe(1_600);
    }));

  test('replaces all of them, and an older snapshot stays what it was', () =>
    withStore(kind, async (store) => {
      await writeMany(store);
      const before = await store.snapshot();
      const transaction = await store.begin();
      await transaction.lock('b');
      const rows = { payment: shuffled.map((n) => paymentOf(n, n % 2 === 0 ? 0n : 1n)) };
      await transaction.write('b', someChanges('b', { seq: COUNT + 1 }, { rows }));
      await transaction.commit();
      // Of account 7 are the payments 7, 707, 1407, ...: every second one is odd, none is a multiple of 4.
      const ofSeven = inOrder.filter((n) => n % ACCOUNTS === 7);
      const ids = (numbers: readonly number[]): string[] => numbers.map((n) => `p${n}`).sort();
      expect(await openPayments(before, 'a7')).toEqual(ids(ofSeven.filter((n) => n % 4 !== 0)));
      expect(await openPayments(store.latest, 'a7')).toEqual(ids(ofSeven.filter((n) => n % 2 !== 0)));
      expect(await openPayments(store.latest, 'a8')).toEqual([]);
      expect(await openPayments(before, 'a8')).toEqual(
        ids(inOrder.filter((n) => n % ACCOUNTS === 8 && n % 4 !== 0)),
      );
      await before.close();
    }));
});
