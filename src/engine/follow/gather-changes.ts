import { assert } from '../../base/assert.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { addDeltas, isNoChange, type Move, moveOf } from '../../kernel/time/delta.ts';
import { compareInstants, type Instant } from '../../kernel/time/instant.ts';
import { Names } from '../../kernel/time/names.ts';
import type { Table } from '../../kernel/time/table.ts';
import { Timeline } from '../../kernel/time/timeline.ts';
import { ROW_KIND_NAMES, type StoredCommand } from '../../store/row-kinds.ts';
import type { Changes, CheckpointRow, EntryRow } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { storedAccount } from '../stored-accounts.ts';
import { storedCredit, storedPayment, storedRefund } from '../stored-lot-rows.ts';
import { storedHold, storedOffer } from '../stored-rows.ts';
import { storedSchedule } from '../stored-schedules.ts';
import type { GatheredRows } from './row-gatherer.ts';

/** Keys of the rows that a batch, or what follows from several, changed: each once. */
export interface ChangedKeys {
  readonly accounts: ReadonlySet<string>;
  readonly holds: ReadonlySet<number>;
  readonly offers: ReadonlySet<string>;
  readonly payments: ReadonlySet<string>;
  readonly refunds: ReadonlySet<string>;
  readonly credits: ReadonlySet<string>;
  readonly transactions: ReadonlySet<string>;
  readonly imports: ReadonlySet<number>;
  readonly schedules: ReadonlySet<string>;
}

const NO_KEYS: ReadonlySet<never> = new Set();

/** What changed in the state since its outermost layer was opened. */
export function changedKeys(state: BookState): ChangedKeys {
  const accounts = new Set<string>();
  // Most batches change nothing but balances.
  const byTable = new Map<unknown, Set<unknown>>();
  state.undo.forEachChange((target, key) => {
    if (target instanceof Timeline || target instanceof Names) {
      accounts.add(target.account);
      return;
    }
    const keys = byTable.get(target);
    if (keys === undefined) byTable.set(target, new Set([key]));
    else keys.add(key);
  });
  const keysOf = <Row extends object, Key extends string | number>(
    table: Table<Row, Key>,
  ): ReadonlySet<Key> => (byTable.get(table) as ReadonlySet<Key> | undefined) ?? NO_KEYS; // A table notes its own keys.
  for (const key of keysOf(state.accountRows)) accounts.add(key);
  return {
    accounts,
    holds: keysOf(state.holds),
    offers: keysOf(state.offers),
    payments: keysOf(state.payments),
    refunds: keysOf(state.refunds),
    credits: keysOf(state.credits),
    transactions: keysOf(state.transactions),
    imports: keysOf(state.imports),
    schedules: keysOf(state.schedules),
  };
}

/** Nothing to be written. */
export const NO_CHANGES: Omit<Changes, 'head'> = {
  journal: [],
  rows: {},
  entries: [],
  checkpoints: [],
  staleCheckpoints: [],
};

type Gathered = Pick<Changes, 'rows' | 'entries' | 'checkpoints' | 'staleCheckpoints'>;

/** What a batch writes ahead, while more of it is decided. */
export function gatherAhead(cache: BookCache, rows: GatheredRows): Gathered {
  const { commands, events, labels: label, privates, privateAccounts: privateAccount } = rows;
  const command = commands.map((one) => withReversal(cache, one));
  return {
    rows: { command, label, private: privates, privateAccount },
    entries: entriesOfAll(events),
    checkpoints: [],
    staleCheckpoints: [],
  };
}

/** Everything that is written at the end of a batch but its journal and head. */
export function gatherChanges(
  cache: BookCache,
  keys: ChangedKeys,
  { commands, events, labels, privates, privateAccounts, checkpoints }: GatheredRows,
): Gathered {
  const { state } = cache;
  const accounts = [...keys.accounts].map((key) => state.accounts.byKey(key));
  const lateFrom = new Map<string, Instant>();
  for (const { row, timeline } of accounts) {
    const late = timeline.checkpoints.takeLateFrom();
    if (late !== undefined) lateFrom.set(row.key, late);
  }
  return {
    rows: {
      command: [
        ...commands.map((command) => withReversal(cache, command)),
        ...(keys.transactions.size === 0 ? [] : reversedBefore(cache, keys, commands)),
      ],
      account: accounts.map(({ row, timeline }) => storedAccount(row, timeline.folded)),
      hold: rowsOf(keys.holds, (key) => state.holds.get(key), storedHold),
      offer: rowsOf(keys.offers, (id) => state.offers.get(id), storedOffer),
      payment: rowsOf(keys.payments, (id) => state.payments.get(id), storedPayment),
      refund: rowsOf(keys.refunds, (id) => state.refunds.get(id), storedRefund),
      credit: rowsOf(keys.credits, (key) => state.credits.get(key), storedCredit),
      import: rowsOf(
        keys.imports,
        (key) => state.imports.get(key),
        (row) => row,
      ),
      label: labels,
      private: privates,
      privateAccount: privateAccounts,
      schedule: rowsOf(keys.schedules, (id) => state.schedules.get(id), storedSchedule),
    },
    entries: entriesOfAll(events),
    checkpoints: lastOfEachPlace(checkpoints.filter((checkpoint) => isStillRight(checkpoint, lateFrom))),
    staleCheckpoints: [...lateFrom].map(([account, { at, order }]) => ({ account, at, order })),
  };
}

/** The same rows in slices of at most so many. */
export function slicesOf(rows: Changes['rows'], sliceMax: number): Changes['rows'][] {
  const count = ROW_KIND_NAMES.reduce((sum, kind) => sum + (rows[kind]?.length ?? 0), 0);
  if (count <= sliceMax) return [rows];
  const slices: Changes['rows'][] = [];
  let room = 0;
  for (const kind of ROW_KIND_NAMES) {
    const all: readonly unknown[] = rows[kind] ?? [];
    for (let from = 0; from < all.length; ) {
      if (room === 0) {
        slices.push({});
        room = sliceMax;
      }
      const part = all.slice(from, from + room);
      Object.assign(slices.at(-1) ?? {}, { [kind]: part });
      from += part.length;
      room -= part.length;
    }
  }
  return slices;
}

function rowsOf<Key, Row, Stored>(
  keys: ReadonlySet<Key>,
  get: (key: Key) => Row | undefined,
  stored: (row: Row) => Stored,
): Stored[] {
  return [...keys].map((key) => {
    const row = get(key);
    assert(row !== undefined, 'a row that was changed is there');
    return stored(row);
  });
}

function withReversal(cache: BookCache, command: StoredCommand): StoredCommand {
  return isReversed(cache, command.id) ? { ...command, isReversed: true } : command;
}

function isReversed({ commands, state }: BookCache, id: string): boolean {
  // Only one that a rule asked for can have been reversed.
  if (!commands.has(id)) return false;
  const transaction = state.transactions.get(id);
  return (
    transaction?.closed === true &&
    transaction.kind !== 'transaction_reversed' &&
    transaction.kind !== 'taken'
  );
}

/** Commands that were written before, and are reversed by now. */
function reversedBefore(
  cache: BookCache,
  keys: ChangedKeys,
  commands: readonly StoredCommand[],
): StoredCommand[] {
  const own = new Set(commands.map(({ id }) => id));
  return [...keys.transactions]
    .filter((id) => !own.has(id) && isReversed(cache, id))
    .map((id) => {
      const command = cache.commands.get(id);
      assert(command !== undefined, 'a transaction that was reversed was found by its id');
      return { ...command, isReversed: true };
    });
}

/** The entries of an event: its moves, those on one account at one place together, without what is nothing. */
export function entriesOf(event: Event): EntryRow[] {
  return entriesOfAll([event]);
}

function entriesOfAll(events: readonly Event[]): EntryRow[] {
  const entries: EntryRow[] = [];
  for (const event of events) {
    const moves = haveOwnPlaces(event.moves) ? event.moves : summedByPlace(event.moves);
    for (const move of moves) {
      if (isNoChange(move)) continue;
      entries.push({ ...moveOf(move.account, move, move), seq: event.seq });
    }
  }
  return entries;
}

/** Whether no two of a few moves are on one account: so it is with nearly all events. */
function haveOwnPlaces(moves: readonly Move[]): boolean {
  const [first, second] = moves;
  return moves.length < 2 || (moves.length === 2 && first?.account !== second?.account);
}

function summedByPlace(moves: readonly Move[]): Move[] {
  const summed = new Map<string, Move>();
  for (const move of moves) {
    const key = `${move.at} ${move.order} ${move.account}`;
    const before = summed.get(key);
    summed.set(key, before === undefined ? move : moveOf(move.account, move, addDeltas(before, move)));
  }
  return [...summed.values()];
}

function isStillRight(checkpoint: CheckpointRow, lateFrom: ReadonlyMap<string, Instant>): boolean {
  const late = lateFrom.get(checkpoint.account);
  return late === undefined || compareInstants(checkpoint, late) < 0;
}

function lastOfEachPlace(checkpoints: readonly CheckpointRow[]): CheckpointRow[] {
  return [
    ...new Map(checkpoints.map((row) => [JSON.stringify([row.account, row.at, row.order]), row])).values(),
  ];
}
