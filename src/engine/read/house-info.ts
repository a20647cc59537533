import type { Store } from '../../store/store.ts';
import type { StoreInfo } from '../../store/store-info.ts';
import { retry } from '../commit/retry.ts';

/** What a house says of itself, with the url that it was opened with, without a password. */
export interface HouseInfo extends StoreInfo {
  /** What it was opened with, without a password. */
  readonly url: string;
}

export async function readHouseInfo(store: Store): Promise<HouseInfo> {
  return { url: store.url, ...(await retry(() => store.info())) };
}
