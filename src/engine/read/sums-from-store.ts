import { addDeltas, type Delta } from '../../kernel/time/delta.ts';
import type { StoredPlace } from '../../store/queries.ts';
import type { StoredAccount } from '../../store/row-kinds.ts';
import type { StoreView } from '../../store/store.ts';
import { foldedOf } from '../stored-rows.ts';

/** Greater than every order and every number of an event. */
export const LAST_ORDER = Number.MAX_SAFE_INTEGER;

/** The place behind everything at a moment. */
export function endOf(at: number): StoredPlace {
  return { at, order: LAST_ORDER };
}

/** A book in a view of the store, at a moment, as known by an event; undefined: as it is known there. */
export interface TimeInStore {
  readonly view: StoreView;
  readonly book: string;
  readonly at: number;
  readonly knownBy: number | undefined;
}

/**
 * The sums of accounts at a moment, by their keys: those at their frontiers and what follows, when that is early enough for
 * all of them; else from the last checkpoint of each. One look at the store, which must not have changed since the lives
 * were read.
 */
export async function sumsOfLives(
  { view, book, at, knownBy }: TimeInStore,
  lives: readonly StoredAccount[],
): Promise<Map<string, Delta>> {
  if (lives.length === 0) return new Map();
  const until = endOf(at);
  const isAhead = ({ frontier }: StoredAccount): boolean => frontier === null || frontier <= at;
  if (knownBy !== undefined || !lives.every(isAhead)) {
    const keys = lives.map(({ key }) => key);
    const sums = await view.sums(book, keys, { until, ...(knownBy === undefined ? {} : { knownBy }) });
    return new Map(keys.flatMap((key, i) => (sums[i] === undefined ? [] : [[key, sums[i]]])));
  }
  const sums = new Map<string, Delta>(lives.map((life) => [life.key, foldedOf(life)]));
  const spans = lives.map(({ key, frontier }) => ({ account: key, after: frontier, until }));
  for (const entry of await view.entriesOf(book, spans)) {
    const before = sums.get(entry.account);
    if (before !== undefined) sums.set(entry.account, addDeltas(before, entry));
  }
  return sums;
}
