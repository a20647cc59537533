/** `integer`: a safe integer; `amount`: a bigint of 64 bits; `wide`: a bigint of any size; `flag`: a boolean. */
export type ColumnType = 'text' | 'integer' | 'amount' | 'wide' | 'flag';

export interface Column {
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** True for an amount that was added later: rows of before have nothing of it. */
  readonly isZeroBefore?: true;
}

/** A way to find rows by the value of one column, apart from all its rows or only those worth finding. */
export interface Lookup {
  readonly column: string;
  /** Only rows with something in this column: more than zero, or not null. */
  readonly where?: { readonly column: string; readonly is: 'positive' | 'not null' };
}

/** The columns that say how and when rows of a kind end. */
export interface Ending {
  /** What ends it; null: nothing but time. */
  readonly by: string;
  /** When it is ended, where something ends it. */
  readonly at: string;
  /** When it runs out, where nothing ends it; null: never. */
  readonly runsOut: string;
}

export interface RowKind<Row> {
  readonly table: string;
  readonly columns: { readonly [C in keyof Row]: Column };
  /** The columns that follow `book` in the key. */
  readonly key: readonly (keyof Row & string)[];
  /** True of rows whose content is taken out later: stores keep them so that nothing of it stays where it was. */
  readonly isErasable?: true;
  /** By name. One on the key's first column needs no index of its own. */
  readonly lookups: Readonly<Record<string, Lookup>>;
  /**
   * A moment, or the number of an event, by which rows can be listed, all of them or those of a lookup; null counts as 0. It
   * never changes while a row has its key.
   */
  readonly made?: keyof Row & string;
  /** By which rows can be found. */
  readonly ending?: Ending;
  /**
   * Of a kind with a column `dueAt`, about whose rows their book decides something by itself, before anything else, when that
   * moment comes: the columns by which those of one moment are in order.
   */
  readonly dueFirst?: readonly (keyof Row & string)[];
}

/** Every kind of column there is. `laterWide`: an amount of any size of which rows of the first versions have none. */
export const COLUMNS = {
  text: { type: 'text', isNullable: false },
  textOrNull: { type: 'text', isNullable: true },
  integer: { type: 'integer', isNullable: false },
  integerOrNull: { type: 'integer', isNullable: true },
  amount: { type: 'amount', isNullable: false },
  amountOrNull: { type: 'amount', isNullable: true },
  wide: { type: 'wide', isNullable: false },
  laterWide: { type: 'wide', isNullable: false, isZeroBefore: true },
  flag: { type: 'flag', isNullable: false },
} as const satisfies Readonly<Record<string, Column>>;

/** Payments and credits are found by whose they are, all of them or those with something left. */
export const LOTS_OF_ACCOUNT: Readonly<Record<'account' | 'open', Lookup>> = {
  account: { column: 'account' },
  open: { column: 'account', where: { column: 'remaining', is: 'positive' } },
};
