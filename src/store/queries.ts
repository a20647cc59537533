import type { Delta } from '../kernel/time/delta.ts';
import type { RowKindName, StoredRows } from './row-kinds.ts';
import type { StoredAccount } from './stored-account.ts';

/** A place in a book's history (kernel/time/instant.ts). */
export interface StoredPlace {
  readonly at: number;
  readonly order: number;
}

/** From which end. */
export type ListOrder = 'oldest' | 'newest';

export interface EntriesQuery {
  readonly account: string;
  /** Entries behind this place (at, order, seq), exclusive; default: from the beginning. */
  readonly after?: StoredPlace & { readonly seq: number };
  /** Entries before this place (at, order, seq), exclusive, the last of them first; default: to the end, the first first. */
  readonly before?: StoredPlace & { readonly seq: number };
  /** Entries at or before this place, whose order may be infinite; default: to the end. */
  readonly until?: StoredPlace;
  /** Entries of events up to this number only; default: all. */
  readonly knownBy?: number;
  readonly limit?: number;
}

/** Which entries of one account are asked for where many accounts are. */
export interface EntrySpan {
  readonly account: string;
  /** Entries dated after this moment; null: from the beginning. */
  readonly after: number | null;
  /** Entries at or before this place, whose order may be infinite; default: to the end. */
  readonly until?: StoredPlace;
  /** Entries of events up to this number only; default: all. */
  readonly knownBy?: number;
}

/** Up to and at which place entries are summed up. */
export interface SumsQuery {
  /** Its order may be infinite. */
  readonly until: StoredPlace;
  /** Entries of events up to this number only; default: all. */
  readonly knownBy?: number;
}

/**
 * Which accounts: every life of any of these ids, in any order; or those behind an id and a key, in order of the two, with ids
 * before another.
 */
export type AccountsOf =
  | { readonly ids: readonly string[] }
  | {
      readonly after?: readonly [id: string, key: string];
      readonly before?: string;
      readonly limit: number;
    };

/** At which moment accounts are summed up, and what was known by then. */
export interface SumsMoment {
  /** Everything up to this moment, it included. */
  readonly at: number;
  /** True: up to the latest moment that the book's commands were given, where that is later. */
  readonly isPresent?: boolean;
  /** Only what was recorded by this moment, it included; default: everything. */
  readonly knownAt?: number;
}

/** One life of an account, and the sums of its entries. */
export interface SummedAccount {
  readonly row: StoredAccount;
  readonly sums: Delta;
}

/** Accounts at a moment, as known by an event. */
export interface AccountsAt {
  /** The moment, which is that of the question or the latest that was given. */
  readonly at: number;
  /** The last event that was known; undefined: all were. */
  readonly knownBy: number | undefined;
  readonly accounts: readonly SummedAccount[];
}

export interface ListQuery<K extends RowKindName> {
  /**
   * By their moment, where the kind has one (`made`), then by their keys, from either end. Default: by their keys, from the
   * beginning.
   */
  readonly order?: ListOrder;
  /** Rows behind this place of the order, exclusive: the values of the moment, where rows are in order of it, and of the key's columns. */
  readonly after?: readonly (string | number)[];
  /** Only rows whose key begins with a text before this one: in order of their keys, behind a place, with no `where`. */
  readonly before?: string;
  readonly limit: number;
  /** Only rows with that value in that column, which some lookup has: the rows of all others are passed over. */
  readonly where?: { readonly column: keyof StoredRows[K] & string; readonly equals: string };
}

/** Rows that end in one way, at moments that lie in a span. */
export interface EndingQuery {
  /** What ends them; null: nothing does, and they run out, or never end. */
  readonly by: string | null;
  /** Those that end after this moment, or never; default: whenever. */
  readonly after?: number;
  /** Those that end at or before this moment; default: whenever, or never. */
  readonly until?: number;
  readonly limit: number;
}

export interface JournalQuery {
  /** Rows behind this number, exclusive; default: from the beginning. */
  readonly after?: number;
  /** Rows up to this number, inclusive; default: to the end. */
  readonly until?: number;
  /** Default: the oldest first. */
  readonly order?: ListOrder;
  readonly limit: number;
}

/** What events are looked for by. */
export type EventsOf =
  /** Those that changed anything on one of these accounts, by their keys. */
  | { readonly accounts: readonly string[] }
  /** The rows of accepted commands of this kind. */
  | { readonly kind: string };

/** The first `limit` of some numbers, each once, from one end of their order. */
export function firstInOrder(
  numbers: readonly number[],
  order: ListOrder | undefined,
  limit: number,
): number[] {
  const once = [...new Set(numbers)].sort((a, b) => (order === 'newest' ? b - a : a - b));
  return once.slice(0, limit);
}
