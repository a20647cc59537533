import { COLUMNS, type RowKind } from './row-columns.ts';

/** What a row of the journal keeps apart and has only a hash of. */
export interface StoredPrivate {
  /** The journal row. */
  readonly seq: number;
  /** Which command in its request, counted from the outermost on; -1: what the work of a transaction returned. */
  readonly place: number;
  /** The id of that row. */
  readonly id: string;
  /** In hex; null: it was erased. */
  readonly salt: string | null;
  /** What is hashed with the salt before it: JSON; null: it was erased. */
  readonly text: string | null;
  /** The row of the journal that says so; null: it was not erased. */
  readonly erasedBy: number | null;
}

/** Whose something private is. Never changed, never deleted. */
export interface StoredPrivateAccount {
  readonly account: string;
  /** As in StoredPrivate. */
  readonly seq: number;
  /** As in StoredPrivate. */
  readonly place: number;
  /** As in StoredPrivate. */
  readonly id: string;
  /** Whether it came with the opening of the account, or with an update of it. */
  readonly isOpening: boolean;
}

const { text, textOrNull, integer, integerOrNull, flag } = COLUMNS;

export const PRIVATE_ROWS: RowKind<StoredPrivate> = {
  table: 'privatedata',
  columns: {
    seq: integer,
    place: integer,
    id: text,
    salt: textOrNull,
    text: textOrNull,
    erasedBy: integerOrNull,
  },
  key: ['seq', 'place'],
  isErasable: true,
  lookups: { id: { column: 'id' } },
};

export const PRIVATE_ACCOUNT_ROWS: RowKind<StoredPrivateAccount> = {
  table: 'privateaccounts',
  columns: { account: text, seq: integer, place: integer, id: text, isOpening: flag },
  key: ['account', 'seq', 'place'],
  lookups: { account: { column: 'account' } },
};
