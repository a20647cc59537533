import type { SQLInputValue } from 'node:sqlite';
import type { EntryRow } from '../store.ts';
import { integerFromSql, textFromSql, wideFromSql, wideToSql } from './column-values.ts';
import type { SqlRow } from './connection.ts';

/** The columns of entries, and of checkpoints too, behind the book. */
export const ENTRY_COLUMNS =
  '"account", "at", "order", "seq", "inflow", "outflow", "available", "incoming", "expected", "purse", "spendable"';

/** How many they are. */
export const ENTRY_WIDTH = ENTRY_COLUMNS.split(', ').length;

export function entryFromSql(row: SqlRow): EntryRow {
  return {
    account: textFromSql(row[0]),
    at: integerFromSql(row[1]),
    order: integerFromSql(row[2]),
    seq: integerFromSql(row[3]),
    inflow: wideFromSql(row[4]),
    outflow: wideFromSql(row[5]),
    available: wideFromSql(row[6]),
    incoming: wideFromSql(row[7]),
    expected: wideFromSql(row[8]),
    purse: wideFromSql(row[9]),
    spendable: wideFromSql(row[10]),
  };
}

/** Adds the book and the columns of a row to the values of an INSERT. */
export function putEntry(book: string, row: EntryRow, values: SQLInputValue[]): void {
  values.push(book, row.account, row.at, row.order, row.seq, wideToSql(row.inflow), wideToSql(row.outflow));
  values.push(wideToSql(row.available), wideToSql(row.incoming), wideToSql(row.expected));
  values.push(wideToSql(row.purse), wideToSql(row.spendable));
}
