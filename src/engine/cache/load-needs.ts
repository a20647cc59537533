import { GROUP_WEIGHT_MAX } from '../../base/limits.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { BookState } from '../../kernel/book-state.ts';
import type { Wanted } from '../../kernel/needs.ts';
import type { NeedKind } from '../../kernel/residency.ts';
import { transactionOf } from '../../kernel/reverse/record-transaction.ts';
import type { TransactionRow } from '../../kernel/reverse/transaction.ts';
import { type Move, moveOf } from '../../kernel/time/delta.ts';
import type { RowKindName, StoredCommand, StoredRows } from '../../store/row-kinds.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import type { Observing } from '../observe/observing.ts';
import { accountOf, foldedOf } from '../stored-accounts.ts';
import { creditOf, paymentOf, refundOf } from '../stored-lot-rows.ts';
import { holdOf, offerOf } from '../stored-rows.ts';
import { scheduleOf } from '../stored-schedules.ts';
import { readEvents } from '../text/event-text.ts';
import type { BookCache } from './book-cache.ts';
import { loadApart } from './load-apart.ts';
import { loadInParts, type Reach, type RowBudget, within } from './row-budget.ts';

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
  /** What may be loaded without knowing how much it is. Absent: all that there is. */
  readonly budget?: RowBudget;
  /** Told whether memory had what commands need. */
  readonly observing?: Observing;
}

/** Loads rows by keys of a kind. */
type Load = (keys: string[]) => Promise<void>;

/** Loads all rows under keys of a kind, of which nobody knows how many there are (`loadInParts`). */
type LoadAll = (keys: string[], limit: number | undefined) => Promise<number | undefined>;

/**
 * Loads into memory what is needed, in bulk by kind, all kinds together: where the store is far away, one way serves them all. Returns
 * false where the place's budget was spent before the end.
 */
export async function loadNeeds(
  place: LoadPlace,
  { keys: needed, pasts }: Wanted,
  mayStop: boolean,
): Promise<boolean> {
  const { cache, view, book } = place;
  const { state, residency } = cache;
  const reach = { budget: place.budget, mayStop };
  const unknown = (kind: NeedKind): string[] =>
    needed.get(kind)?.filter((key) => !residency.knows(kind, key)) ?? [];
  const load = async (kind: NeedKind, rows: Load): Promise<boolean> => {
    const keys = unknown(kind);
    if (keys.length === 0) return true;
    await rows(keys);
    for (const key of keys) residency.know(kind, key);
    return true;
  };
  const loadAll = (kind: NeedKind, rows: LoadAll): Promise<boolean> =>
    loadInParts(unknown(kind), reach, async (keys, limit) => {
      const count = await rows(keys, limit);
      if (count !== undefined) for (const key of keys) residency.know(kind, key);
      return count;
    });
  const found =
    <K extends RowKindName>(kind: K, install: (row: StoredRows[K]) => void) =>
    (by: string) =>
    async (keys: string[], limit?: number): Promise<number | undefined> => {
      const rows = within(limit, await view.find(book, kind, by, keys, oneMore(limit)));
      for (const row of rows ?? []) install(row);
      return rows?.length;
    };
  const payments = found('payment', (row) => state.payments.install(row.id, paymentOf(row)));
  const credits = found('credit', (row) => state.credits.install(row.key, creditOf(row)));
  const holds = found('hold', (row) => state.holds.install(row.key, holdOf(row)));
  const offers = found('offer', (row) => state.offers.install(row.id, offerOf(row)));
  const refunds = found('refund', (row) => state.refunds.install(row.id, refundOf(row)));
  const schedules = found('schedule', (row) => state.schedules.install(row.id, scheduleOf(row)));
  const loaded = await Promise.all([
    load('hold', named(holds('id'))),
    load('placed_hold', async (keys) => {
      // They are found by their ids.
      const placed = [...(await eventsAt(view, book, keys.map(Number))).values()];
      const ids = placed.flatMap((event) => (event.kind === 'hold_placed' ? event.row.id : []));
      if (ids.length > 0) await holds('id')([...new Set(ids)]);
    }),
    loadAll('holds_to', holds('expectedBy')),
    load('offer', named(offers('id'))),
    loadAll('offers_of', async (keys, limit) => {
      const [made, got] = await Promise.all([
        offers('source')(keys, limit),
        offers('lastTarget')(keys, limit),
      ]);
      return made === undefined || got === undefined ? undefined : made + got;
    }),
    load('payment', named(payments('id'))),
    loadAll('payments_of', payments('open')),
    loadAll('payments_in', payments('group')),
    load('credit', named(credits('key'))),
    loadAll('credits_of', credits('open')),
    loadOpenCredits(place, unknown('open_credits')),
    load('refund', named(refunds('id'))),
    load('schedule', named(schedules('id'))),
    load('journal', (keys) => loadJournal(place, keys)),
    load('transaction', (keys) => loadTransactions(place, keys)),
    loadInParts(unknown('account'), reach, (ids, limit) => loadAccounts(place, ids, limit)),
  ]);
  return !loaded.includes(false) && (await loadPasts(place, pasts, reach));
}

/** What is named is loaded however much it is. */
function named(all: LoadAll): Load {
  return async (keys) => void (await all(keys, undefined));
}

/** Asks for one row more than is wanted, to see whether there are more. */
function oneMore(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : limit + 1;
}

/** Loads all credits of the book with something left, or many of them: then it is not known that they are all. */
async function loadOpenCredits(
  { cache: { state, residency }, view, book }: LoadPlace,
  [key]: readonly string[],
): Promise<boolean> {
  if (key === undefined) return true;
  // The rule refuses more than half as many, whatever there is besides: these are enough, though some go before it in its batch.
  const limit = 2 * GROUP_WEIGHT_MAX;
  const rows = await view.openCredits(book, limit);
  for (const row of rows) state.credits.install(row.key, creditOf(row));
  if (rows.length < limit) residency.know('open_credits', key);
  return true;
}

/** Loads accounts, and through all merges whoever they were merged into: however long that chain is, it is one need. */
async function loadAccounts(
  place: LoadPlace,
  ids: readonly string[],
  limit: number | undefined,
): Promise<number | undefined> {
  const { residency } = place.cache;
  let count = 0;
  for (let next = ids; next.length > 0; ) {
    const loaded = await loadLives(place, [...next], next === ids ? limit : undefined);
    if (loaded === undefined) return undefined;
    count += loaded.entries;
    for (const id of next) residency.know('account', id);
    next = [...new Set(loaded.into)].filter((id) => !residency.knows('account', id));
  }
  return count;
}

/** Loads all lives of ids with what lies ahead of them; undefined: that is more than the limit. */
async function loadLives(
  { cache: { state }, view, book }: LoadPlace,
  ids: string[],
  limit: number | undefined,
): Promise<{ readonly into: readonly string[]; readonly entries: number } | undefined> {
  const rows = await view.find(book, 'account', 'id', ids);
  const { horizon } = state;
  const spans = rows.map(({ key, frontier }) => ({
    account: key,
    after: frontier === null ? null : Math.min(frontier, horizon),
  }));
  const entries = spans.length === 0 ? [] : within(limit, await view.entriesOf(book, spans, oneMore(limit)));
  if (entries === undefined) return undefined;
  const ahead = Map.groupBy(entries, ({ account }) => account);
  // The lives of an id go in in order of time, which is the order of their numbers.
  for (const row of rows.sort((a, b) => a.openedAt - b.openedAt || a.openedOrder - b.openedOrder)) {
    installAccount(state, row, (ahead.get(row.key) ?? []).map(moveOfEntry));
  }
  // Whoever they were merged into.
  const into = rows.flatMap(({ endedInto }) => (endedInto === null ? [] : idOfKey(endedInto)));
  return { into, entries: entries.length };
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

/** Loads the pasts of accounts, each from a moment on: one look at the store for many of them. */
function loadPasts(
  { cache, view, book }: LoadPlace,
  pasts: ReadonlyMap<string, number>,
  reach: Reach,
): Promise<boolean> {
  const { state } = cache;
  const spans = [...pasts].map(([account, from]) => {
    const { from: begin, loadedAt } = state.accounts.byKey(account).timeline.pastInMemory;
    const until = justBefore(begin.at, begin.order);
    return { account, after: from - 1, until, knownBy: loadedAt };
  });
  return loadInParts(spans, reach, async (some, limit) => {
    const found = within(limit, await view.entriesOf(book, some, oneMore(limit)));
    const entries = found && Map.groupBy(found, ({ account }) => account);
    if (entries === undefined) return undefined;
    for (const { account, after } of some) {
      const moves = (entries.get(account) ?? []).map(moveOfEntry);
      state.accounts.byKey(account).timeline.recallPast(after + 1, moves);
      cache.recalled.add(account);
    }
    return found?.length;
  });
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
