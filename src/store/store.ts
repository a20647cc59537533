import type { StoreError } from '../base/store-error.ts';
import type { CounterStore } from '../counters/counter-store.ts';
import type { Delta } from '../kernel/time/delta.ts';
import type { BackupTask } from './copy-task.ts';
import type { FirstKindName } from './due-first.ts';
import type { DueQuery, DueRow } from './due-rows.ts';
import type {
  AccountsAt,
  AccountsOf,
  EndingQuery,
  EntriesQuery,
  EntrySpan,
  EventsOf,
  JournalQuery,
  ListQuery,
  StoredPlace,
  SumsMoment,
  SumsQuery,
} from './queries.ts';
import type { RowKindName, StoredRows } from './row-kinds.ts';
import type { SideKindName, SideRows } from './side-kinds.ts';
import type { RowKey, SideChanges } from './side-rows.ts';
import type { StoreInfo } from './store-info.ts';

/**
 * The port between the engine and whatever keeps the data. A store keeps rows and knows no rules: it writes
 * what it is given, all or nothing, and finds it again. Every call is about one book, which leads every key.
 */
export interface Store {
  /** What it was opened with, for messages. */
  readonly url: string;
  /** True when no other process can write, so that what was read once stays true until this one writes. */
  readonly isExclusive: boolean;
  /** How many transactions may be open at the same time; those who begin more wait. */
  readonly writersMax: number;
  /** True when it was opened to read: then whatever writes throws `house_read_only`. Absent where that cannot be. */
  readonly isReadOnly?: boolean;
  /** What is committed at each call, call by call. Writes that are under way are not seen. */
  readonly latest: StoreView;
  /**
   * One consistent view of everything committed now, whatever is written meanwhile; what is seen is fixed when it resolves,
   * whether it was read or not. Close it. With a book only that one is looked at, which asks one machine of a cluster;
   * without one each machine has a moment of its own.
   */
  snapshot(book?: string): Promise<Snapshot>;
  /** Begins a transaction. Only one at a time may be open on a book. */
  begin(): Promise<StoreTransaction>;
  /** What the house says of itself. */
  info(): Promise<StoreInfo>;
  /** Says of a backup that was opened as a house that it is one from now on, restored where it is. */
  adopt?(clock: () => number): Promise<void>;
  /**
   * Writes a copy of everything committed now to a file of its own, while writes continue; returns the end of each book in it.
   * Absent where a store has no file.
   */
  backUp?(task: BackupTask): Promise<readonly BookEnd[]>;
  /**
   * Sees to it that what was erased, and is committed, is not in its files any more. False: that is not so, or not yet;
   * asked again, it tries again. Absent where nothing is left of what is replaced.
   */
  wipe?(): Promise<boolean>;
  /** Damage to what keeps the rows, in words, where a store can look for it; none: an empty list. Cost: reads it all. */
  checkFile?(): Promise<string[]>;
  /**
   * Calls back, soon, with the name of a book that another process has committed to; returns what ends that. Only a hint:
   * it may be lost, and it may come though nothing is new. Absent where no other process can write.
   */
  onNews?(listener: (book: string) => void): () => void;
  /**
   * Calls back when the store has closed itself because it cannot go on, with what every call of it throws from then on.
   * Absent where that does not happen.
   */
  onEnd?(listener: (reason: StoreError) => void): void;
  /** The counters that lie beside the books; they end with the store. Absent where a store keeps none. */
  counters?(): CounterStore;
  /** Waits for nothing: close what you opened first. Throws, with everything closed, when what was written is not there. */
  close(): Promise<void>;
}

/** Where the journal of a book ends: its last number, and the end of its chain in hex. */
export interface BookEnd {
  /** Its name. */
  readonly book: string;
  /** The last number of its journal. */
  readonly seq: number;
  /** The end of its chain of hashes, in hex. */
  readonly link: string;
}

/** The head of a book: its lock, its sequence and the end of its hash chain. */
export interface BookHead {
  readonly book: string;
  /** The sequence number of the latest journal row; 0 for a book without any. */
  readonly seq: number;
  /** The hash of the latest batch: 32 bytes; all zero for a book without any. */
  readonly link: Uint8Array;
  /** The latest `effectiveAt` that the engine gave to a command that came without; null: none yet. */
  readonly assignedAt: number | null;
  /** When the latest batch was recorded; null: none yet. */
  readonly recordedAt: number | null;
  /** The version of the rules that the latest batch was decided by; 1 for a book without any. */
  readonly rules: number;
  /** The moment before which nothing may be dated any more; null: there is none. */
  readonly lockedBefore: number | null;
  /** Whether its credits are in purses; so of a book without any journal row. */
  readonly hasPurses: boolean;
  /** The order in which its credits are spent, by name; null: none was granted yet. */
  readonly creditOrder: string | null;
  /** The earliest moment at which something of its own may be to be decided first; null: nothing waits. */
  readonly due: number | null;
}

/** One command and what came of it: idempotency record, outbox and audit log in one. */
export interface JournalRow {
  /** The number of its last event, or its own when it was refused. The rows of a book are in this order. */
  readonly seq: number;
  /** The command's id. */
  readonly id: string;
  /** The row of the attempt before, under the same id: one that was refused. null: this is the first attempt. */
  readonly retryOf: number | null;
  readonly kind: string;
  /** The moment that the engine gave it, when it came without one. */
  readonly assignedAt: number | null;
  /** Never less than in the row before. */
  readonly recordedAt: number;
  readonly isAccepted: boolean;
  /** Who it was done by, as its caller said; null: nobody was named. No part of what was asked. */
  readonly actor: string | null;
  /** What was asked, as text. Two requests are the same exactly when their texts are. */
  readonly request: string;
  /** The events that followed, or the rejection, as text. */
  readonly answer: string;
  /** The version of the rules that decided it: the same in all of a batch, and never less than in the one before. */
  readonly rules: number;
  /** On the last row of each batch: the hash of the batch and of the link before it. */
  readonly link: Uint8Array | null;
}

/** What one event changed on one account at one place in time. Never changed, never deleted. */
export interface EntryRow extends StoredPlace {
  /** The account's key. */
  readonly account: string;
  /** The event's number. With account, at and order it is the row's key. */
  readonly seq: number;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly available: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly purse: bigint;
  readonly spendable: bigint;
}

/** The sums of an account's entries. */
export type EntrySums = Delta;

/**
 * The sums of all entries of an account up to and at a place, as known since `seq`. Only ever a cache. Its key is
 * (account, at, order): one written where there is one replaces it.
 */
export interface CheckpointRow extends EntryRow {}

/** Everything that one batch writes on one book. */
export interface Changes {
  readonly head: BookHead;
  /** In order of seq, all new. */
  readonly journal: readonly JournalRow[];
  /** Rows to insert or to replace, each key once, in any order. */
  readonly rows: { readonly [K in RowKindName]?: readonly StoredRows[K][] };
  /** In any order, all new, each key once. */
  readonly entries: readonly EntryRow[];
  /** Checkpoints that are wrong from a place on, to be deleted before the new ones are written. */
  readonly staleCheckpoints: readonly (StoredPlace & { readonly account: string })[];
  readonly checkpoints: readonly CheckpointRow[];
}

/** The head of a book, and the moment at which a store's server read it. */
export interface HeadNow {
  readonly head: BookHead | undefined;
  readonly now: number;
}

/** What can be read. Text is ordered by its UTF-8 bytes. */
export interface StoreView {
  /** The books' names in order, behind `after`. */
  books(query: { readonly after?: string; readonly limit: number }): Promise<string[]>;
  /** The head of a book; undefined when nothing was ever written to it. */
  head(book: string): Promise<BookHead | undefined>;
  /**
   * The head as above and with it the moment, in milliseconds, by the clock of the store's server. Absent where a store has
   * no clock but this process's.
   */
  headNow?(book: string): Promise<HeadNow>;
  /** The rows of a kind found by one of its lookups under any of the values, in any order; of accounts always all. */
  find<K extends RowKindName>(
    book: string,
    kind: K,
    lookup: string,
    values: readonly string[],
    limit?: number,
  ): Promise<StoredRows[K][]>;
  /** Credits of a book with something left, in any order. It costs what it finds. */
  openCredits(book: string, limit: number): Promise<StoredRows['credit'][]>;
  /** Rows of a kind in an order. */
  list<K extends RowKindName>(book: string, kind: K, query: ListQuery<K>): Promise<StoredRows[K][]>;
  /** Holds or offers by how and when they end, in any order. It costs what it finds. */
  ending<K extends 'hold' | 'offer'>(book: string, kind: K, query: EndingQuery): Promise<StoredRows[K][]>;
  /** Side rows by their keys, each once, in any order: those that are there. */
  side<K extends SideKindName>(book: string, kind: K, keys: readonly RowKey[]): Promise<SideRows[K][]>;
  /** What is due in a book at or before a moment, of all kinds. It costs what is due by then in all books. */
  due(book: string, until: number, limit: number): Promise<DueRow[]>;
  /** What is due in whatever book. One question over all of them, by an index: it costs what it finds, however many there are. */
  dueAnywhere(query: DueQuery): Promise<DueRow[]>;
  /** The rows of a kind that wait to be decided first (due-first.ts), in order, whenever they are due. It costs what it finds. */
  dueFirst<K extends FirstKindName>(book: string, kind: K, limit: number): Promise<StoredRows[K][]>;
  /** The names of books whose head has something due at or before a moment, the earliest first. By an index: it costs what it finds. */
  dueBooks(query: DueQuery): Promise<string[]>;
  /** Entries of one account in order of (at, order, seq), or against it. */
  entries(book: string, query: EntriesQuery): Promise<EntryRow[]>;
  /** The entries of many accounts, each account once, in any order. One look at the store for all of them. */
  entriesOf(book: string, spans: readonly EntrySpan[], limit?: number): Promise<EntryRow[]>;
  /** All entries of a book in order of (account, at, order, seq), behind `after`. */
  allEntries(book: string, query: { readonly after?: EntryRow; readonly limit: number }): Promise<EntryRow[]>;
  /**
   * For each account given, in their order, the sums of its entries: the last checkpoint that is old enough and what follows
   * it. One look at the store for all of them.
   */
  sums(book: string, accounts: readonly string[], query: SumsQuery): Promise<EntrySums[]>;
  /**
   * Accounts with the sums of their entries at a moment: those at the frontier and what follows, where that is early enough;
   * else the last checkpoint and what follows. All of it, the moment included, is of one state, whoever writes meanwhile: on a
   * server one statement. Lives that had not begun by then, or were not known, or are over, are among them.
   */
  accountsAt(book: string, of: AccountsOf, moment: SumsMoment): Promise<AccountsAt>;
  /** All checkpoints of a book in order of (account, at, order), behind `after`. */
  checkpoints(
    book: string,
    query: { readonly after?: CheckpointRow; readonly limit: number },
  ): Promise<CheckpointRow[]>;
  /** Journal rows in order of seq, or against it. */
  journal(book: string, query: JournalQuery): Promise<JournalRow[]>;
  /** The numbers of events, each once, in order, or against it. By an index: it costs what it finds. */
  eventsOf(book: string, of: EventsOf, query: JournalQuery): Promise<number[]>;
  /** For each event number, the journal row that it is part of (the first row with `seq` or more), in order of seq, each once. */
  journalRows(book: string, seqs: readonly number[]): Promise<JournalRow[]>;
  /** The seq of the last journal row recorded at or before a moment; 0 when there is none. */
  seqKnownAt(book: string, recordedAt: number): Promise<number>;
}

export interface Snapshot extends StoreView {
  close(): Promise<void>;
}

/** A transaction: nothing of it is seen by others until it is committed; it reads its own writes. */
export interface StoreTransaction extends StoreView {
  /**
   * The moment, in milliseconds, at which the book that was locked last had been locked, by the clock of the store's server;
   * absent where a store has no clock but this process's.
   */
  readonly lockedAt?: number | undefined;
  /**
   * Locks a book for writing and reads its head; a book that is new gets an empty one. What is asked for before the answer
   * is there is read under the lock all the same, unless the book is new. HOUSE_BOOK is locked like any book, for side rows.
   */
  lock(book: string): Promise<BookHead>;
  /**
   * Several times, if need be, each with the head as it is after it. What is wrong with it may show only at the next read
   * or at the commit, which then throws why, and nothing is written.
   */
  write(book: string, changes: Changes): Promise<void>;
  /**
   * Changes side rows of one kind in a book that is locked, as often as need be, with batches or without; false, with nothing
   * changed, when a condition does not hold. So of all who take a row on the same condition, on whatever node, one has it.
   * What is wrong may show as late as with `write`.
   */
  writeSide<K extends SideKindName>(
    book: string,
    kind: K,
    changes: SideChanges<SideRows[K]>,
  ): Promise<boolean>;
  /**
   * Once it resolves, everything is durable. When it throws, the outcome is unknown until looked up: in a new transaction
   * that locks the same books, which waits until the old one is over for good, and that is committed before anyone is answered.
   */
  commit(): Promise<void>;
  /** Drops the transaction; does nothing when it is over. */
  rollback(): Promise<void>;
  /** Drops every checkpoint of a book. They are a cache, so nothing else changes. */
  deleteCheckpoints(book: string): Promise<void>;
}
