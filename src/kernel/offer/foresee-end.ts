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
  const end: OfferRow['end'] =
    sourceEnd !== null && isBefore(sourceEnd, expiry) ? mergedAt(sourceEnd) : expiredAt(expiry);
  let lastTarget = target;
  for (let merge = target.row.ended; merge !== null; merge = lastTarget.row.ended) {
    if (merge.into === null || (end !== null && !isBefore(merge, end))) break;
    if (merge.into === source.row.key) return { end: mergedAt(merge), lastTarget };
    lastTarget = accounts.byKey(merge.into);
  }
  return { end, lastTarget };
}

function mergedAt(merge: Instant): OfferRow['end'] {
  return { at: merge.at, order: merge.order, by: 'merged' };
}

function expiredAt(expiry: Instant | undefined): OfferRow['end'] {
  return expiry === undefined ? null : { ...expiry, by: 'expired' };
}

function isBefore(instant: Instant, limit: Instant | undefined): boolean {
  return limit === undefined || compareInstants(instant, limit) < 0;
}
