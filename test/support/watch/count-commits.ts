import { openHouse } from '../../../src/engine/open-house.ts';
import type { OpenOptions } from '../../../src/engine/open-options.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store, StoreTransaction } from '../../../src/store/store.ts';
import type { House } from '../house/house-door.ts';
import { through } from './through.ts';

/** A house of whose store each commit is counted. */
export interface CommitsCounted {
  readonly house: House;
  /** How many transactions were committed so far. */
  readonly commits: () => number;
}

/** Opens a house on a url, and counts what its store commits. */
export async function countCommits(url: string, options: OpenOptions = {}): Promise<CommitsCounted> {
  let count = 0;
  const counted = (transaction: StoreTransaction): StoreTransaction =>
    through(transaction, {
      commit: async (...given: Parameters<StoreTransaction['commit']>) => {
        count += 1;
        return await transaction.commit(...given);
      },
    });
  const store = await openStore(url);
  const begin = async (...given: Parameters<Store['begin']>) => counted(await store.begin(...given));
  return { house: await openHouse(through(store, { begin }), options), commits: () => count };
}
