import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { BookState } from '../../kernel/book-state.ts';
import type { Wanted } from '../../kernel/needs.ts';
import type { NeedKind } from '../../kernel/residency.ts';
import { transactionOf } from '../../kernel/reverse/record-transaction.ts';
import type { TransactionRow } from '../../kernel/reverse/transaction.ts';
import { type Move, moveOf } from '../../kernel/time/delta.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { TimeSlice } from '../commit/time-slice.ts';
import { accountOf, foldedOf } from '../stored-accounts.ts';
import { creditOf, paymentOf, refundOf } from '../stored-lot-rows.ts';
import { holdOf, offerOf } from '../stored-rows.ts';
import { readEvents } from '../text/event-text.ts';
import type { BookCache } from './book-cache.ts';
import { loadApart } from './load-apart.ts';

/** Of so many accounts the past is loaded at once: it may be long, and whatever else waits has its turn in between. */
const PASTS_AT_ONCE = 128;

/** Ids of commands that were looked up already, and those of them that are taken. */
export interface LookedUp {
  readonly ids: ReadonlySet<string>;
  readonly commands: readonly StoredCommand[];
}

const NOTHING_LOOKED_UP: LookedUp = { ids: new Set(), commands: [] };

/** Where what is needed is loaded from, and into. The view must be at the cache's journal row. */
export interface LoadPlace {
  readonly cache: BookCache;
  readonly view: StoreView;
  readonly book: string;
  readonly lookedUp?: LookedUp;
}

/** Loads rows by keys of a kind. */
type Load = (keys: string[]) => Promise<void>;

/** Loads into memory what is needed, in bulk by kind, all kinds together: where the store is far away, one way serves them all. */
export async function loadNeeds(place: LoadPlace, { keys: needed, pasts }: Wanted): Promise<void> {
  const { cache, view, book } = place;
  const { state, residency } = cache;
  const load = async (kind: NeedKind, rows: Load): Promise<void> => {
    const keys = needed.get(kind)?.filter((key) => !residency.knows(kind, key)) ?? [];
    if (keys.length === 0) return;
    await rows(keys);
    for (const key of keys) residency.know(kind, key);
  };
  const payments = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'payment', by, keys))
      state.payments.install(row.id, paymentOf(row));
  };
  const credits = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'credit', by, keys))
      state.credits.install(row.key, creditOf(row));
  };
  const holds = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'hold', by, keys)) state.holds.install(row.key, holdOf(row));
  };
  const offers = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'offer', by, keys)) state.offers.install(row.id, offerOf(row));
  };
  await Promise.all([
    load('hold', holds('id')),
    load('placed_hold', async (keys) => {
      // They are found by their ids.
      const placed = [...(await eventsAt(view, book, keys.map(Number))).values()];
      const ids = placed.flatMap((event) => (event.kind === 'hold_placed' ? event.row.id : []));
      if (ids.length > 0) await holds('id')([...new Set(ids)]);
    }),
    load('holds_to', holds('expectedBy')),
    load('offer', offers('id')),
    load('offers_of', async (keys) => {
      await Promise.all([offers('source')(keys), offers('lastTarget')(keys)]);
    }),
    load('payment', payments('id')),
    load('payments_of', payments('open')),
    load('payments_in', payments('group')),
    load('credit', credits('key')),
    load('credits_of', credits('open')),
    load('refund', async (keys) => {
      for (const row of await view.find(book, 'refund', 'id', keys))
        state.refunds.install(row.id, refundOf(row));
    }),
    load('journal', (keys) => loadJournal(place, keys)),
    load('transaction', (keys) => loadTransactions(place, keys)),
    load('account', (keys) => loadAccounts(place, keys)),
  ]);
  await loadPasts(place, pasts);
}

/** Loads accounts, and through all merges whoever they were merged into: however long that chain is, it is one need. */
async function loadAccounts(place: LoadPlace, ids: readonly string[]): Promise<void> {
  const { residency } = place.cache;
  for (let next = ids; next.length > 0; ) {
    const into = await loadLives(place, [...next]);
    for (const id of next) residency.know('account', id);
    next = [...new Set(into)].filter((id) => !residency.knows('account', id));
  }
}

/** Loads all lives of ids; returns the ids that they were merged into. */
async function loadLives({ cache: { state }, view, book }: LoadPlace, ids: string[]): Promise<string[]> {
  const rows = await view.find(book, 'account', 'id', ids);
  const { horizon } = state;
  const spans = rows.map(({ key, frontier }) => ({
    account: key,
    after: frontier === null ? null : Math.min(frontier, horizon),
  }));
  const entries = spans.length === 0 ? [] : await view.entriesOf(book, spans);
  const ahead = Map.groupBy(entries, ({ account }) => account);
  // The lives of an id go in in order of time, which is the order of their numbers.
  for (const row of rows.sort((a, b) => a.openedAt - b.openedAt || a.openedOrder - b.openedOrder)) {
    installAccount(state, row, (ahead.get(row.key) ?? []).map(moveOfEntry));
  }
  return rows.flatMap(({ endedInto }) => (endedInto === null ? [] : idOfKey(endedInto)));
}

function installAccount(state: BookState, row: StoredAccount, ahead: readonly Move[]): void {
  const { accounts } = state;
  if (row.id === WORLD) accounts.installWorld(row.asset);
  else state.accountRows.install(row.key, accountOf(row));
  accounts.byKey(row.key).timeline.load(foldedOf(row), ahead, state.seq, state.horizon);
}

export function moveOfEntry(entry: EntryRow): Move {
  return moveOf(entry.account, entry, entry);
}

/** Loads the pasts of accounts, each from a moment on: one look at the store for so many of them. */
async function loadPasts(
  { cache, view, book }: LoadPlace,
  pasts: ReadonlyMap<string, number>,
): Promise<void> {
  const { state } = cache;
  const spans = [...pasts].map(([account, from]) => {
    const { from: begin, loadedAt } = state.accounts.byKey(account).timeline.pastInMemory;
    const until = justBefore(begin.at, begin.order);
    return { account, after: from - 1, until, knownBy: loadedAt };
  });
  const slice = new TimeSlice();
  for (let i = 0; i < spans.length; i += PASTS_AT_ONCE) {
    if (slice.isOver) await slice.yield();
    const some = spans.slice(i, i + PASTS_AT_ONCE);
    const entries = Map.groupBy(await view.entriesOf(book, some), ({ account }) => account);
    for (const { account, after } of some) {
      const moves = (entries.get(account) ?? []).map(moveOfEntry);
      state.accounts.byKey(account).timeline.recallPast(after + 1, moves);
      cache.recalled.add(account);
    }
  }
}

function justBefore(at: number, order: number): { at: number; order: number } {
  if (order !== Number.NEGATIVE_INFINITY) return { at, order: order - 1 };
  return { at: at - 1, order: Number.MAX_SAFE_INTEGER };
}

/** Ids of refused commands and of groups are taken as well: nothing was posted under them that could be reversed. */
export function takenId(id: string): TransactionRow {
  const effective = { at: Number.NEGATIVE_INFINITY, order: 0 };
  const change = { lots: 'none' } as const;
  return { id, kind: 'taken', effective, postings: [], names: [], change, taken: null, closed: true };
}

/** Takes an id for what came of its command; an earlier attempt under it was refused, and no longer counts. */
export function takeId(state: BookState, id: string, event: Event | undefined): void {
  state.transactions.forget(id);
  state.transactions.install(id, event === undefined ? takenId(id) : transactionOf(event, id));
}

async function loadJournal({ cache, view, book }: LoadPlace, keys: string[]): Promise<void> {
  const seqs = keys.map(Number).sort((a, b) => a - b);
  const rows = await view.journalRows(book, seqs);
  let i = 0;
  for (const seq of seqs) {
    // Each row has the numbers up to its own, from that of the row before on.
    while ((rows[i]?.seq ?? seq) < seq) i += 1;
    const row = rows[i];
    if (row !== undefined) cache.keepRow(seq, row);
  }
  await loadApart(cache, view, book, rows);
}

async function loadTransactions(
  { cache, view, book, lookedUp = NOTHING_LOOKED_UP }: LoadPlace,
  ids: string[],
): Promise<void> {
  const wanted = new Set(ids);
  const rest = ids.filter((id) => !lookedUp.ids.has(id));
  const found = lookedUp.commands.filter(({ id }) => wanted.has(id));
  if (rest.length > 0) found.push(...(await view.find(book, 'command', 'id', rest)));
  const events = await eventsAt(
    view,
    book,
    found.flatMap(({ event }) => event ?? []),
  );
  for (const command of found) {
    cache.commands.set(command.id, command);
    cache.state.transactions.install(command.id, transactionOfCommand(command, events));
  }
}

/** All events of the rows that have those, by their numbers. */
async function eventsAt(view: StoreView, book: string, seqs: number[]): Promise<Map<number, Event>> {
  const events = new Map<number, Event>();
  const rows = seqs.length === 0 ? [] : await view.journalRows(book, seqs);
  for (const row of rows) for (const event of readEvents(row.answer)) events.set(event.seq, event);
  return events;
}

function transactionOfCommand(command: StoredCommand, events: ReadonlyMap<number, Event>): TransactionRow {
  const event = command.event === null ? undefined : events.get(command.event);
  if (event === undefined) return takenId(command.id);
  const transaction = transactionOf(event, command.id);
  return command.isReversed ? { ...transaction, closed: true } : transaction;
}
