import { assert } from '../../base/assert.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { BookState } from '../../kernel/book-state.ts';
import type { Ask, AskKind } from '../../kernel/residency.ts';
import { transactionOf } from '../../kernel/reverse/record-transaction.ts';
import type { TransactionRow } from '../../kernel/reverse/transaction.ts';
import { type Move, moveOf } from '../../kernel/time/delta.ts';
import { BEFORE_ALL, type Instant } from '../../kernel/time/instant.ts';
import type { Timeline } from '../../kernel/time/timeline.ts';
import type { StoredAccount, StoredCommand } from '../../store/row-kinds.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import { TimeSlice } from '../commit/time-slice.ts';
import { accountOf, creditOf, foldedOf, holdOf, offerOf, paymentOf, refundOf } from '../stored-rows.ts';
import { readEvents } from '../text/event-text.ts';
import type { BookCache } from './book-cache.ts';
import { loadApart } from './load-apart.ts';

/** Of so many accounts the past is brought at once: it may be long, and whatever else waits has its turn in between. */
const PASTS_AT_ONCE = 128;

/** Things to bring into memory, by kind, each once. */
export class Asks {
  readonly #keys = new Map<AskKind, Set<string>>();
  /** By account, the earliest moment from which its past is asked for. */
  readonly pasts = new Map<string, number>();
  readonly #cache: BookCache;

  constructor(cache: BookCache) {
    this.#cache = cache;
  }

  get isEmpty(): boolean {
    return this.#keys.size === 0 && this.pasts.size === 0;
  }

  /** Adds what is not in memory yet; false when it is there. */
  add(kind: AskKind, key: string): boolean {
    if (this.#cache.residency.knows(kind, key)) return false;
    const keys = this.#keys.get(kind);
    if (keys === undefined) this.#keys.set(kind, new Set([key]));
    else keys.add(key);
    return true;
  }

  /** Adds the past of an account from a place on, where that is not in memory. */
  addPast(key: string, timeline: Timeline, { at, order }: Instant): void {
    if (!timeline.lacksPast({ at, order })) return;
    this.pasts.set(key, Math.min(at, this.pasts.get(key) ?? at));
  }

  addAsk({ kind, key, from }: Ask): void {
    if (kind !== 'past') {
      this.add(kind, key);
      return;
    }
    assert(from !== undefined, 'the past is asked for from a moment on');
    const { timeline } = this.#cache.state.accounts.byKey(key);
    this.addPast(key, timeline, { ...BEFORE_ALL, at: from });
  }

  of(kind: AskKind): string[] {
    return [...(this.#keys.get(kind) ?? [])];
  }
}

/** Ids of commands that were looked up already, and those of them that are taken. */
export interface LookedUp {
  readonly ids: ReadonlySet<string>;
  readonly commands: readonly StoredCommand[];
}

const NOTHING_LOOKED_UP: LookedUp = { ids: new Set(), commands: [] };

/**
 * Brings into memory what is asked for, and what that will surely ask for next, in bulk by kind. The view must be
 * at the cache's journal row.
 */
export async function loadAsks(
  cache: BookCache,
  view: StoreView,
  book: string,
  asks: Asks,
  lookedUp = NOTHING_LOOKED_UP,
): Promise<void> {
  for (let next = asks; !next.isEmpty; ) {
    const follow = new Asks(cache);
    await loadRound({ cache, view, book, lookedUp }, next, follow);
    next = follow;
  }
}

/** Loads what is asked for under a kind and says that it is known; nothing happens when nothing is asked for. */
type Load = (keys: string[]) => Promise<void>;

interface Loading {
  readonly cache: BookCache;
  readonly view: StoreView;
  readonly book: string;
  readonly lookedUp: LookedUp;
}

/** All kinds are asked for together: where the store is far away, one way there and back serves them all. */
async function loadRound(loading: Loading, asks: Asks, follow: Asks): Promise<void> {
  const { cache, view, book } = loading;
  const { state, residency } = cache;
  const askForHolder = (key: string): boolean => follow.add('account', idOfKey(key));
  const load = async (kind: AskKind, bring: Load): Promise<void> => {
    // The round before may have brought what was asked for while it was under way.
    const keys = asks.of(kind).filter((key) => !residency.knows(kind, key));
    if (keys.length === 0) return;
    await bring(keys);
    for (const key of keys) residency.know(kind, key);
  };
  const loadLots = (lookup: 'payment' | 'credit', by: string) => async (keys: string[]) => {
    if (lookup === 'payment') {
      for (const row of await view.find(book, 'payment', by, keys)) {
        state.payments.install(row.id, paymentOf(row));
        askForHolder(row.account);
      }
    } else {
      for (const row of await view.find(book, 'credit', by, keys))
        state.credits.install(row.key, creditOf(row));
    }
  };
  const loadHolds = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'hold', by, keys)) {
      state.holds.install(row.key, holdOf(row));
      askForHolder(row.account);
      follow.add('account', row.target);
      if (row.lastTarget !== null) askForHolder(row.lastTarget);
    }
  };
  const loadOffers = (by: string) => async (keys: string[]) => {
    for (const row of await view.find(book, 'offer', by, keys)) {
      state.offers.install(row.id, offerOf(row));
      for (const key of [row.source, row.target, row.lastTarget]) askForHolder(key);
    }
  };
  await Promise.all([
    load('hold', loadHolds('id')),
    load('holds_to', loadHolds('expectedBy')),
    load('offer', loadOffers('id')),
    load('offers_of', async (keys) => {
      await Promise.all([loadOffers('source')(keys), loadOffers('lastTarget')(keys)]);
    }),
    load('payment', loadLots('payment', 'id')),
    load('payments_of', loadLots('payment', 'open')),
    load('credit', loadLots('credit', 'key')),
    load('credits_of', loadLots('credit', 'open')),
    load('refund', async (keys) => {
      for (const row of await view.find(book, 'refund', 'id', keys))
        state.refunds.install(row.id, refundOf(row));
    }),
    load('journal', (keys) => loadJournal(loading, keys)),
    load('transaction', (keys) => loadTransactions(loading, keys, follow)),
    load('account', (keys) => loadAccounts(state, view, book, keys, askForHolder)),
  ]);
  await recallPasts(loading, asks.pasts);
}

async function loadAccounts(
  state: BookState,
  view: StoreView,
  book: string,
  ids: string[],
  askForHolder: (key: string) => boolean,
): Promise<void> {
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
    if (row.endedInto !== null) askForHolder(row.endedInto);
  }
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

/** Brings the pasts of accounts, each from a moment on: one look at the store for so many of them. */
async function recallPasts(
  { cache, view, book }: Loading,
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

async function loadJournal({ cache, view, book }: Loading, keys: string[]): Promise<void> {
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
  { cache, view, book, lookedUp }: Loading,
  ids: string[],
  follow: Asks,
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
  const holds: number[] = [];
  for (const command of found) {
    cache.commands.set(command.id, command);
    const transaction = transactionOfCommand(command, events);
    cache.state.transactions.install(command.id, transaction);
    for (const { account } of transaction.postings) follow.add('account', idOfKey(account));
    if (transaction.taken?.of === 'hold') holds.push(transaction.taken.hold);
  }
  // A capture names its hold by the number of its placing, and holds are found by their ids.
  for (const event of (await eventsAt(view, book, holds)).values()) {
    if (event.kind === 'hold_placed') follow.add('hold', event.row.id);
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
