import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { addDeltas, type Delta, NO_CHANGE } from '../../kernel/time/delta.ts';
import type { StoredPlace, StoreView } from '../../store/store.ts';

/** Greater than every order and every number of an event. */
export const LAST_ORDER = Number.MAX_SAFE_INTEGER;

/** The place behind everything at a moment. */
export function endOf(at: number): StoredPlace {
  return { at, order: LAST_ORDER };
}

/**
 * The sums of an account's entries up to and at a place, of events up to `knownBy`. From the last checkpoint on:
 * one seek and a short scan.
 */
export async function sumsFromStore(
  view: StoreView,
  book: string,
  account: string,
  until: StoredPlace,
  knownBy: number | undefined,
): Promise<Delta> {
  const checkpoint = await view.checkpoint(book, account, until, knownBy);
  let sums: Delta = checkpoint === undefined ? NO_CHANGE : addDeltas(NO_CHANGE, checkpoint);
  let after = checkpoint === undefined ? undefined : { ...placeOf(checkpoint), seq: LAST_ORDER };
  for (;;) {
    const entries = await view.entries(book, {
      account,
      until,
      limit: PAGE_ROWS_MAX,
      ...(after === undefined ? {} : { after }),
      ...(knownBy === undefined ? {} : { knownBy }),
    });
    for (const entry of entries) sums = addDeltas(sums, entry);
    const last = entries.at(-1);
    if (last === undefined || entries.length < PAGE_ROWS_MAX) return sums;
    after = { ...placeOf(last), seq: last.seq };
  }
}

function placeOf({ at, order }: StoredPlace): StoredPlace {
  return { at, order };
}
