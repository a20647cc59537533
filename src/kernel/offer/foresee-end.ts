import { assert } from '../../base/assert.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { compareInstants, expiryOf, type Instant } from '../time/instant.ts';
import type { OfferRow } from './offer.ts';

/** Where an open offer ends if nobody resolves it, and whose it is then. */
export interface Outlook {
  readonly end: OfferRow['end'];
  readonly lastTarget: Account;
}

/**
 * Follows an open offer forward from a place in time through the merges known so far. It is cancelled where
 * its source is merged away, or where its target comes to be merged into its source; any other merge of
 * its target redirects it to the survivor; else it runs out. O(1 + merges of the target).
 */
export function foreseeEnd(
  state: BookState,
  source: Account,
  target: Account,
  made: Instant,
  expiresAt: number | null,
): Outlook {
  const { accounts } = state;
  const expiry = expiryOf(made, expiresAt);
  // A source that is closed cancels nothing; it could not close while the offer is open.
  const sourceEnd = source.row.ended?.into == null ? null : source.row.ended;
  const isSourceFirst = sourceEnd !== null && isBefore(sourceEnd, expiry);
  const limit: Instant | undefined = isSourceFirst ? sourceEnd : expiry;
  let lastTarget = target;
  for (let end = target.row.ended; end !== null && isBefore(end, limit); end = lastTarget.row.ended) {
    if (end.into === null) break;
    if (end.into === source.row.key) {
      return { end: { at: end.at, order: end.order, by: 'merged' }, lastTarget };
    }
    lastTarget = accounts.byKey(end.into);
  }
  if (isSourceFirst) {
    assert(sourceEnd !== null, 'the source ends first, so it ends');
    return { end: { at: sourceEnd.at, order: sourceEnd.order, by: 'merged' }, lastTarget };
  }
  return { end: expiry === undefined ? null : { ...expiry, by: 'expired' }, lastTarget };
}

function isBefore(instant: Instant, limit: Instant | undefined): boolean {
  return limit === undefined || compareInstants(instant, limit) < 0;
}
