import { compareUtf8 } from '../../base/id.ts';
import type { ListQuery } from '../queries.ts';
import type { StoredAccount } from '../stored-account.ts';
import { type AccountPlace, type ArrivedAccounts, compareAccounts } from './arrived-accounts.ts';
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
  const rows = findRows(connection, book, 'account', { lookup: 'id', values: ids });
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
  const { order, where, before, limit } = query;
  const compare = ORDERS[order ?? 'by key'];
  const listed: StoredAccount[] = [];
  let after = query.after;
  for (;;) {
    const page = listRows(connection, book, 'account', after === undefined ? query : { ...query, after });
    const last = page.length < limit ? undefined : page.at(-1);
    const others = arrived
      .ofBook(book, compare, after && accountPlace(after))
      .filter((row) => where === undefined || row[where.column] === where.equals)
      .filter(({ id }) => before === undefined || compareUtf8(id, before) < 0)
      .filter((row) => last === undefined || compare(row, last) <= 0);
    const rows = page.filter((row) => !arrived.has(book, row));
    listed.push(...merge(rows, others, compare));
    // A page of which much has arrived anew, and is something else now, is followed by the next.
    if (last === undefined || listed.length >= limit) return listed.slice(0, limit);
    after = [...(order === undefined ? [] : [last.openedAt]), last.id, last.key];
  }
}

const ORDERS = {
  'by key': compareAccounts,
  oldest: (a: AccountPlace, b: AccountPlace) => a.openedAt - b.openedAt || compareAccounts(a, b),
  newest: (a: AccountPlace, b: AccountPlace) => b.openedAt - a.openedAt || compareAccounts(b, a),
};

/** The key, behind the moment where the order is one of moments. */
function accountPlace(after: readonly (string | number)[]): AccountPlace {
  const [key = '', id = '', openedAt = 0] = after.toReversed();
  return { openedAt: Number(openedAt), id: String(id), key: String(key) };
}
