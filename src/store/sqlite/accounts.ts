import type { StoredAccount } from '../row-kinds.ts';
import type { ListQuery } from '../store.ts';
import { type ArrivedAccounts, compareAccounts } from './arrived-accounts.ts';
import type { Connection } from './connection.ts';
import { findRows, listRows } from './rows.ts';
import { merge } from './sorted-arrays.ts';

/** The accounts with any of the ids: those that arrived, and of the others those in the table. */
export function findAccounts(
  connection: Connection,
  arrived: ArrivedAccounts,
  book: string,
  ids: readonly string[],
): StoredAccount[] {
  const rows = findRows(connection, book, 'account', 'id', ids);
  const others = [...new Set(ids)].flatMap((id) => arrived.ofId(book, id));
  return others.length === 0 ? rows : [...rows.filter((row) => !arrived.has(book, row)), ...others];
}

/** Accounts in order of their keys, behind one. */
export function listAccounts(
  connection: Connection,
  arrived: ArrivedAccounts,
  book: string,
  query: ListQuery<'account'>,
): StoredAccount[] {
  const { where, limit } = query;
  const listed: StoredAccount[] = [];
  let after = query.after;
  for (;;) {
    const page = listRows(connection, book, 'account', after === undefined ? query : { ...query, after });
    const last = page.length < limit ? undefined : page.at(-1);
    const others = arrived
      .ofBook(book, after === undefined ? undefined : { id: String(after[0]), key: String(after[1]) })
      .filter((row) => where === undefined || row[where.column] === where.equals)
      .filter((row) => last === undefined || compareAccounts(row, last) <= 0);
    const rows = page.filter((row) => !arrived.has(book, row));
    listed.push(...merge(rows, others, compareAccounts));
    // A page of which much has arrived anew, and is something else now, is followed by the next.
    if (last === undefined || listed.length >= limit) return listed.slice(0, limit);
    after = [last.id, last.key];
  }
}
