import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { boundsUnder, isInPath } from '../../base/path.ts';
import type { SummedAccount, SumsMoment } from '../../store/queries.ts';
import type { StoreView } from '../../store/store.ts';
import { livesThen } from '../stored-accounts.ts';

/** Which accounts of a book, and when. */
interface AccountsThen {
  readonly book: string;
  readonly moment: Omit<SumsMoment, 'isPresent'>;
  /** Only those in this path; default: all. */
  readonly path?: string | undefined;
}

/**
 * The accounts that live at a moment, as known at another, in order of id, worlds included. Cost: one look at the store for
 * PAGE_ROWS_MAX lives of the ids that are asked for, whenever they were, and of those that a path leaves out none but the lives
 * of one id; with a path one look more.
 */
export async function* walkAccounts(
  view: StoreView,
  { book, moment, path }: AccountsThen,
): AsyncGenerator<SummedAccount> {
  if (path !== undefined) {
    const { knownBy, accounts } = await view.accountsAt(book, { ids: [path] }, moment);
    for (const one of accounts) if (livesThen(one.row, moment.at, knownBy)) yield one;
  }
  const span = path === undefined ? undefined : boundsUnder(path);
  const before = span === undefined ? {} : { before: span.before };
  let after: readonly [string, string] | undefined = span === undefined ? undefined : [span.from, ''];
  for (;;) {
    const of = { limit: PAGE_ROWS_MAX, ...before, ...(after === undefined ? {} : { after }) };
    const { knownBy, accounts } = await view.accountsAt(book, of, moment);
    for (const one of accounts) {
      const isAsked = path === undefined || isInPath(one.row.id, path);
      if (isAsked && livesThen(one.row, moment.at, knownBy)) yield one;
    }
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < PAGE_ROWS_MAX) return;
    after = [last.row.id, last.row.key];
  }
}
