import type { EntryRow } from '../store.ts';
import { amountFromSql, integerFromSql, textFromSql } from './column-values.ts';
import type { SqlRow } from './connection.ts';
import type { InsertColumn } from './insert-many.ts';

/** The columns of entries, and of checkpoints too, behind the book. */
export const ENTRY_COLUMNS =
  '"account", "at", "order", "seq", "inflow", "outflow", "available", "incoming", "expected", "purse", "spendable"';

/** The same, as they are inserted. */
export const ENTRY_INSERT: readonly InsertColumn<EntryRow>[] = [
  { name: 'account', type: 'text', of: ({ account }) => account },
  { name: 'at', type: 'integer', of: ({ at }) => at },
  { name: 'order', type: 'integer', of: ({ order }) => order },
  { name: 'seq', type: 'integer', of: ({ seq }) => seq },
  { name: 'inflow', type: 'wide', of: ({ inflow }) => inflow },
  { name: 'outflow', type: 'wide', of: ({ outflow }) => outflow },
  { name: 'available', type: 'wide', of: ({ available }) => available },
  { name: 'incoming', type: 'wide', of: ({ incoming }) => incoming },
  { name: 'expected', type: 'wide', of: ({ expected }) => expected },
  { name: 'purse', type: 'wide', of: ({ purse }) => purse },
  { name: 'spendable', type: 'wide', of: ({ spendable }) => spendable },
];

export function entryFromSql(row: SqlRow): EntryRow {
  return {
    account: textFromSql(row[0]),
    at: integerFromSql(row[1]),
    order: integerFromSql(row[2]),
    seq: integerFromSql(row[3]),
    inflow: amountFromSql(row[4]),
    outflow: amountFromSql(row[5]),
    available: amountFromSql(row[6]),
    incoming: amountFromSql(row[7]),
    expected: amountFromSql(row[8]),
    purse: amountFromSql(row[9]),
    spendable: amountFromSql(row[10]),
  };
}
