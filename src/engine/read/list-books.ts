import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { Store } from '../../store/store.ts';
import { retry } from '../commit/retry.ts';

/** The names of all books that anything was written to, in order. */
export async function listBooks(store: Store): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const after = names.at(-1);
    const behind = after === undefined ? {} : { after };
    const page = await retry(() => store.latest.books({ limit: PAGE_ROWS_MAX, ...behind }));
    names.push(...page);
    if (page.length < PAGE_ROWS_MAX) return names;
  }
}
