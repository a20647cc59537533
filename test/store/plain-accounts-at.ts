import { SUM_NAMES } from '../../src/kernel/time/delta.ts';
import type { AccountsAt, AccountsOf, SumsMoment } from '../../src/store/queries.ts';
import type { EntrySums, StoreView } from '../../src/store/store.ts';

/** Accounts with their sums, account by account, of a view that nobody writes to. */
export async function plainAccountsAt(
  view: StoreView,
  book: string,
  of: AccountsOf,
  { at: asked, isPresent, knownAt }: SumsMoment,
): Promise<AccountsAt> {
  const given = isPresent === true ? (await view.head(book))?.assignedAt : null;
  const at = Math.max(asked, given ?? asked);
  const knownBy = knownAt === undefined ? undefined : await view.seqKnownAt(book, knownAt);
  const rows =
    'ids' in of ? await view.find(book, 'account', 'id', of.ids) : await view.list(book, 'account', of);
  const until = { at, order: Number.POSITIVE_INFINITY };
  const accounts = rows.map(async (row) => {
    const { key, frontier } = row;
    if (knownBy !== undefined || (frontier !== null && frontier > at)) {
      const [sums] = await view.sums(book, [key], { until, ...(knownBy === undefined ? {} : { knownBy }) });
      return { row, sums: sums as EntrySums };
    }
    const sums = Object.fromEntries(SUM_NAMES.map((name) => [name, row[name]])) as Record<
      keyof EntrySums,
      bigint
    >;
    for (const entry of await view.entriesOf(book, [{ account: key, after: frontier, until }])) {
      for (const name of SUM_NAMES) sums[name] += entry[name];
    }
    return { row, sums };
  });
  return { at, knownBy, accounts: await Promise.all(accounts) };
}
