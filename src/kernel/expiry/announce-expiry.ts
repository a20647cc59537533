import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { AnnounceExpiry } from '../../commands/own-command.ts';
import type { BookState } from '../book-state.ts';
import type { HoldExpired, OfferExpired } from '../event.ts';
import { findHold } from '../hold/find-hold.ts';
import { type HoldRow, isOpen, leftOf } from '../hold/hold.ts';
import type { Needs } from '../needs.ts';
import type { OfferRow } from '../offer/offer.ts';
import { type Rejection, reject } from '../rejection.ts';
import { expiryOf, seqAt } from '../time/instant.ts';

/**
 * Decides to say that a hold or an offer ran out. Balances need no such event: they fell and rose in advance.
 * It is for those who listen, once for each hold and offer; what arrives later about that hold changes nothing
 * of it.
 */
export function decideAnnounceExpiry(
  state: BookState,
  command: AnnounceExpiry,
): HoldExpired | OfferExpired | Rejection<RuleReason<'announce_expiry'>> {
  const fact = {
    seq: seqAt(state.nextInstant(command.effectiveAt)),
    at: command.effectiveAt,
    id: command.id,
    moves: [],
    names: [],
  };
  if (command.what === 'hold') {
    const hold = findHold(state, command.subject, command.key);
    const due = hold === undefined ? null : holdDue(hold);
    if (hold === undefined || due === null || due > command.effectiveAt)
      return reject('not_expired', command.subject);
    return { ...fact, kind: 'hold_expired', hold: hold.key, amount: leftOf(hold) };
  }
  const offer = state.offers.get(command.subject);
  const due = offer === undefined ? null : offerDue(offer);
  if (offer === undefined || due === null || due > command.effectiveAt)
    return reject('not_expired', command.subject);
  return { ...fact, kind: 'offer_expired', offer: offer.id, amount: offer.amount };
}

/** The hold or the offer. */
export function needsOfAnnounceExpiry(needs: Needs, { what, subject }: AnnounceExpiry): void {
  needs.has(what, subject);
}

/** When a hold runs out, if something of it does and that was not announced; else null. */
export function holdDue(hold: HoldRow): number | null {
  if (!isOpen(hold) || hold.isAnnounced) return null;
  return expiryOf(hold.placed, hold.expiresAt)?.at ?? null;
}

/** When an offer runs out, if it does and that was not announced; else null. */
export function offerDue(offer: OfferRow): number | null {
  return offer.end?.by === 'expired' && !offer.isAnnounced ? offer.end.at : null;
}

export function applyExpiryAnnounced(state: BookState, event: HoldExpired | OfferExpired): void {
  if (event.kind === 'hold_expired') {
    const hold = state.holds.get(event.hold);
    assert(hold !== undefined, 'a hold that ran out was placed');
    state.holds.put(hold.key, { ...hold, isAnnounced: true });
  } else {
    const offer = state.offers.get(event.offer);
    assert(offer !== undefined, 'an offer that ran out was made');
    state.offers.put(offer.id, { ...offer, isAnnounced: true });
  }
}
