import { compareUtf8 } from '../../base/id.ts';
import type { StoredPlace } from '../queries.ts';
import type { CheckpointRow, StoreView } from '../store.ts';
import { comparePlaces } from './compare-rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** All checkpoints of a book in order of (account, at, order); one at a place. */
export type Checkpoints = SortedRows<CheckpointRow>;

export interface AccountPlace extends StoredPlace {
  readonly account: string;
}

export function makeCheckpoints(): Checkpoints {
  return new SortedRows<CheckpointRow>(compareAccountPlaces);
}

/** Adds checkpoints, each in place of the one that was there. */
export function putCheckpoints(checkpoints: Checkpoints, added: readonly CheckpointRow[]): void {
  for (const checkpoint of added) checkpoints.put(checkpoint);
}

/** Removes those of the same account that are at the place or behind it. */
export function dropStaleCheckpoints(checkpoints: Checkpoints, places: readonly AccountPlace[]): void {
  for (const place of places) {
    const stale = checkpoints.between({
      isBefore: (checkpoint) => compareAccountPlaces(checkpoint, place) < 0,
      isBehind: (checkpoint) => checkpoint.account !== place.account,
    });
    for (const checkpoint of stale) checkpoints.remove(checkpoint);
  }
}

/** O(log n + the checkpoints passed over, which are those that were not known yet). */
export function lastCheckpoint(
  checkpoints: Checkpoints,
  until: AccountPlace,
  knownBy: number | undefined,
): CheckpointRow | undefined {
  return checkpoints.last({
    isBefore: (checkpoint) => compareUtf8(checkpoint.account, until.account) < 0,
    isBehind: (checkpoint) => compareAccountPlaces(checkpoint, until) > 0,
    isWanted: knownBy === undefined ? undefined : (checkpoint) => checkpoint.seq <= knownBy,
  });
}

export function listCheckpoints(
  checkpoints: Checkpoints,
  query: Parameters<StoreView['checkpoints']>[1],
): CheckpointRow[] {
  const { after, limit } = query;
  return checkpoints.between({
    isBefore: after && ((checkpoint) => compareAccountPlaces(checkpoint, after) <= 0),
    limit,
  });
}

function compareAccountPlaces(a: AccountPlace, b: AccountPlace): number {
  return compareUtf8(a.account, b.account) || comparePlaces(a, b);
}
