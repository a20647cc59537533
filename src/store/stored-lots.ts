import { COLUMNS, LOTS_OF_ACCOUNT, type RowKind } from './row-columns.ts';

/** What is known by the event that made it. */
interface Made {
  /** The number of that event; null: it was made before that was kept. */
  readonly seq: number | null;
}

export interface StoredPayment extends Made {
  readonly id: string;
  readonly account: string;
  readonly payer: string;
  readonly amount: bigint;
  readonly remaining: bigint;
  readonly at: number;
  /** The group's name; null: it is in none. */
  readonly inGroup: string | null;
  readonly rank: number | null;
}

export interface StoredRefund extends Made {
  readonly id: string;
  readonly account: string;
  readonly at: number;
  /** JSON: [[payment, amount], ...]. */
  readonly draws: string;
}

export interface StoredCredit extends Made {
  readonly key: string;
  readonly id: string;
  readonly account: string;
  readonly grantor: string;
  readonly amount: bigint;
  readonly remaining: bigint;
  /** JSON: {process: counter, ...}; null: never. */
  readonly expiry: string | null;
  /** When it was granted; null: not known. */
  readonly at: number | null;
  /** From where on it may be drawn; null: in no purse. */
  readonly hereAt: number | null;
  readonly hereOrder: number | null;
  /** From that moment on it is expired; null: no moment ends it. */
  readonly expiresAt: number | null;
  /** From that moment on it can be spent; null: from its grant on. */
  readonly startsAt: number | null;
  /** The lowest is spent first; null: the book's order knows no priorities. */
  readonly priority: number | null;
  /** When what was left of it was posted out because that moment had come, the latest time; null: it was not. */
  readonly expiredAt: number | null;
  /** The number of the event that let it expire later, the last one; null: none did. */
  readonly extendedBy: number | null;
  /** When what is left of it is to be posted out; null: never, or nothing is. */
  readonly dueAt: number | null;
}

/** What is kept of lots, and of refunds. */
export interface LotRows {
  readonly payment: StoredPayment;
  readonly refund: StoredRefund;
  readonly credit: StoredCredit;
}

const { text, textOrNull, integer, integerOrNull, amount } = COLUMNS;

export const LOT_KINDS: { readonly [K in keyof LotRows]: RowKind<LotRows[K]> } = {
  payment: {
    table: 'payments',
    columns: {
      id: text,
      account: text,
      payer: text,
      amount,
      remaining: amount,
      at: integer,
      seq: integerOrNull,
      inGroup: textOrNull,
      rank: integerOrNull,
    },
    key: ['id'],
    lookups: {
      id: { column: 'id' },
      ...LOTS_OF_ACCOUNT,
      group: { column: 'inGroup', where: { column: 'inGroup', is: 'not null' } },
    },
    made: 'at',
  },
  refund: {
    table: 'refunds',
    columns: { id: text, account: text, at: integer, draws: text, seq: integerOrNull },
    key: ['id'],
    lookups: { id: { column: 'id' } },
  },
  credit: {
    table: 'credits',
    columns: {
      key: text,
      id: text,
      account: text,
      grantor: text,
      amount,
      remaining: amount,
      expiry: textOrNull,
      seq: integerOrNull,
      at: integerOrNull,
      hereAt: integerOrNull,
      hereOrder: integerOrNull,
      expiresAt: integerOrNull,
      expiredAt: integerOrNull,
      dueAt: integerOrNull,
      startsAt: integerOrNull,
      priority: integerOrNull,
      extendedBy: integerOrNull,
    },
    key: ['key'],
    lookups: { key: { column: 'key' }, ...LOTS_OF_ACCOUNT },
    made: 'at',
    // In the order of granting.
    dueFirst: ['seq'],
  },
};
