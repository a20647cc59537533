import { compareInstants, type Instant } from '../time/instant.ts';

/** How an offer ends: by running out, by a command that names it, or by a merge that cancels it. */
export type OfferEnding = 'expired' | 'accepted' | 'cancelled' | 'declined' | 'merged';

/** A transfer that the target must accept. */
export interface OfferRow {
  /** The caller's id, which is also the row's key. */
  readonly id: string;
  /** Key of the account it is frozen on. */
  readonly source: string;
  /** Key of the account it was made to. */
  readonly target: string;
  /** Key of the account it belongs to at its end, through merges of the target. */
  readonly lastTarget: string;
  readonly amount: bigint;
  readonly made: Instant;
  readonly expiresAt: number | null;
  /** Its end as known now, an expiry to come included; null: open for ever. */
  readonly end: (Instant & { readonly by: OfferEnding }) | null;
  /** True when it was announced that it ran out. */
  readonly isAnnounced: boolean;
}

/** True when the offer is pending at that place in time. */
export function isPending(offer: OfferRow, instant: Instant): boolean {
  if (compareInstants(offer.made, instant) > 0) return false;
  return offer.end === null || compareInstants(instant, offer.end) < 0;
}

/** True when a command that names the offer ended it, so that no other such command can. */
export function isResolved(offer: OfferRow): boolean {
  return offer.end !== null && offer.end.by !== 'expired' && offer.end.by !== 'merged';
}
