import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { Store } from '../../store/store.ts';
import type { StoreInfo } from '../../store/store-info.ts';
import { retry } from '../commit/retry.ts';
import type { Observing } from '../observe/observing.ts';

/** What a house says of itself, with the url that it was opened with, without a password. */
export interface HouseInfo extends StoreInfo {
  /** What it was opened with, without a password. */
  readonly url: string;
}

export async function readHouseInfo(store: Store, observing: Observing): Promise<HouseInfo> {
  return { url: store.url, ...(await retry(observing, () => store.info())) };
}

/** The names of all books that anything was written to, in order. */
export async function listBooks(store: Store, observing: Observing): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    const after = names.at(-1);
    const behind = after === undefined ? {} : { after };
    const page = await retry(observing, () => store.latest.books({ limit: PAGE_ROWS_MAX, ...behind }));
    names.push(...page);
    if (page.length < PAGE_ROWS_MAX) return names;
  }
}
