import { compareUtf8 } from '../../base/id.ts';
import type { StoredAccount } from '../stored-account.ts';
import type { Arrival, ArrivalList } from './arrival-list.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { insertMany, insertOf } from './insert-many.ts';
import { putRow, rowColumns, rowFromSql, shownColumns } from './rows.ts';
import { countUpTo } from './sorted-arrays.ts';

const COLUMNS = rowColumns('account');
const INSERT = insertOf(
  `INSERT INTO "arrivedAccounts" ("number", "book", ${COLUMNS.join(', ')})`,
  COLUMNS.length + 2,
);
const SELECT = `SELECT ${shownColumns('account', 'arrivedAccounts')}, "book", "number" FROM "arrivedAccounts"
  ORDER BY "number"`;

/** The key of an account row. */
type AccountKey = Pick<StoredAccount, 'id' | 'key'>;

/** The place of an account row in every order. */
export type AccountPlace = AccountKey & Pick<StoredAccount, 'openedAt'>;

type Compare = (a: AccountPlace, b: AccountPlace) => number;

/** The order of account rows in a book. */
export function compareAccounts(a: AccountKey, b: AccountKey): number {
  return compareUtf8(a.id, b.id) || compareUtf8(a.key, b.key);
}

/** The arrived account rows that one view sees: the last one of each key counts, before any in the accounts' table. */
export class ArrivedAccounts {
  readonly #list: ArrivalList<StoredAccount>;
  readonly #upTo: number;
  /** Of the book that was asked for last, in order: a walk through a book asks again and again. */
  #sorted:
    | { readonly book: string; readonly compare: Compare; readonly rows: readonly StoredAccount[] }
    | undefined;

  constructor(list: ArrivalList<StoredAccount>, upTo: number) {
    this.#list = list;
    this.#upTo = upTo;
  }

  ofId(book: string, id: string): StoredAccount[] {
    return lastOfEachKey(this.#list.ofName(book, id, this.#upTo));
  }

  has(book: string, { id, key }: AccountKey): boolean {
    return this.#list.ofName(book, id, this.#upTo).some((row) => row.key === key);
  }

  /** In an order, that of their keys if none is given, behind a place of it. */
  ofBook(book: string, compare: Compare = compareAccounts, after?: AccountPlace): readonly StoredAccount[] {
    if (this.#sorted?.book !== book || this.#sorted.compare !== compare) {
      const rows = lastOfEachKey(this.#list.ofBook(book, this.#upTo)).sort(compare);
      this.#sorted = { book, compare, rows };
    }
    const { rows } = this.#sorted;
    return after === undefined ? rows : rows.slice(countUpTo(rows, after, compare));
  }
}

function lastOfEachKey(rows: readonly StoredAccount[]): StoredAccount[] {
  if (rows.length < 2) return [...rows];
  const last = new Map<string, Map<string, StoredAccount>>();
  for (const row of rows) {
    const ofId = last.get(row.id);
    if (ofId === undefined) last.set(row.id, new Map([[row.key, row]]));
    else ofId.set(row.key, row);
  }
  return [...last.values()].flatMap((ofId) => [...ofId.values()]);
}

export function readArrivedAccounts(connection: Connection): Arrival<StoredAccount>[] {
  return connection.all(SELECT).map((row) => ({
    number: integerFromSql(row[COLUMNS.length + 1]),
    book: textFromSql(row[COLUMNS.length]),
    row: rowFromSql('account', row),
  }));
}

export function insertArrivedAccounts(
  connection: Connection,
  arrivals: readonly Arrival<StoredAccount>[],
): void {
  insertMany(connection, INSERT, arrivals, ({ number, book, row }, values) => {
    values.push(number);
    putRow('account', book, row, values);
  });
}
