import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { Accept, Cancel, Decline, ResolveOffer } from '../../commands/offer-commands.ts';
import type { LimitReason, Reason } from '../../commands/reasons.ts';
import type { Account } from '../account/account.ts';
import { checkFrozen } from '../account/check-frozen.ts';
import type { BookState } from '../book-state.ts';
import type { OfferResolved } from '../event.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { addDeltas, credit, incoming, type Move, payOut, reserve } from '../time/delta.ts';
import { compareInstants, type Instant, laterOf, placeOf, seqAt } from '../time/instant.ts';
import { freeze } from './make-offer.ts';
import { isPending, isResolved, type OfferEnding, type OfferRow } from './offer.ts';

const EVENTS = {
  accept: { kind: 'offer_accepted', by: 'accepted' },
  cancel: { kind: 'offer_cancelled', by: 'cancelled' },
  decline: { kind: 'offer_declined', by: 'declined' },
} as const satisfies Record<ResolveOffer['kind'], { kind: OfferResolved['kind']; by: OfferEnding }>;

/** Decides that an offer is accepted, by its target, which is not frozen. */
export function decideAccept(
  state: BookState,
  command: Accept,
): OfferResolved | Rejection<RuleReason<'accept'>> {
  return decideResolveOffer<'not_the_target' | 'account_frozen'>(state, command, 'not_the_target', (target) =>
    checkFrozen(state, target, 'act'),
  );
}

/** Decides that an offer is declined, by its target. */
export function decideDecline(
  state: BookState,
  command: Decline,
): OfferResolved | Rejection<RuleReason<'decline'>> {
  return decideResolveOffer(state, command, 'not_the_target');
}

/** Decides that an offer is cancelled, by its source. */
export function decideBySource(
  state: BookState,
  command: Cancel,
): OfferResolved | Rejection<RuleReason<'cancel'>> {
  return decideResolveOffer(state, command, 'not_the_source');
}

/**
 * Decides an acceptance, cancellation or decline: the offer is pending then, the account is its target (or,
 * to cancel, its source) then, and nobody resolves it later. A late acceptance takes back the money's return
 * at the offer's end, which the source, and whoever it was merged into, must bear.
 */
function decideResolveOffer<R extends Reason>(
  state: BookState,
  command: ResolveOffer,
  notTheParty: R,
  checkTarget: (target: Account) => Rejection<R> | undefined = () => undefined,
):
  | OfferResolved
  | Rejection<R | 'offer_unknown' | 'offer_not_pending' | 'offer_resolved_later' | LimitReason> {
  const instant = state.nextInstant(command.effectiveAt);
  const offer = state.offers.get(command.offer);
  if (offer === undefined) return reject('offer_unknown', command.offer);
  if (!isPending(offer, instant)) return reject('offer_not_pending', command.offer);
  const source = state.accounts.byKey(offer.source);
  const target = state.accounts.heldBy(state.accounts.byKey(offer.target), instant);
  const party = command.kind === 'cancel' ? source : target;
  // An id may have had other lives: it must mean this very one at that moment.
  if (command.account !== party.row.id) return reject(notTheParty, command.account);
  if (isResolved(offer)) return reject('offer_resolved_later', command.offer);

  const moves: Move[] = [];
  if (command.kind === 'accept') {
    const { amount } = offer;
    spread(state, moves, source, instant, payOut(amount));
    spread(state, moves, target, instant, addDeltas(credit(amount), incoming(-amount)));
  } else {
    freeze(state, moves, source, target, instant, -offer.amount);
  }
  takeBackEnd(state, moves, offer, source);
  const rejection = checkTarget(target) ?? checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: EVENTS[command.kind].kind,
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [party.row.key],
    offer: offer.id,
    target: target.row.key,
  };
}

/** Behind the offer: its accounts. What was offered is kept back already: what changes is who has it when it ends. */
export function needsOfResolveOffer(
  needs: Needs,
  { kind, offer: id }: Pick<ResolveOffer, 'kind' | 'offer'>,
  place: Instant,
): void {
  const offer = needs.has('offer', id) ? needs.state.offers.get(id) : undefined;
  if (offer === undefined) return;
  const isAccepted = kind === 'accept';
  const end = isAccepted && offer.end !== null ? laterOf(offer.end, place) : undefined;
  needs.holders(offer.source, end);
  needs.holders(offer.target, isAccepted ? place : undefined);
  needs.holders(offer.lastTarget, end);
}

/** Adds to `moves` that nothing happens at the end that the offer would have had. */
function takeBackEnd(state: BookState, moves: Move[], offer: OfferRow, source: Account): void {
  if (offer.end === null) return;
  spread(state, moves, source, offer.end, reserve(-offer.amount));
  spread(state, moves, state.accounts.byKey(offer.lastTarget), offer.end, incoming(offer.amount));
}

export function applyOfferResolved(state: BookState, event: OfferResolved): void {
  const offer = state.offers.get(event.offer);
  assert(offer !== undefined, 'a resolved offer was made');
  const instant = placeOf(event.at, event.seq);
  assert(offer.end === null || compareInstants(instant, offer.end) < 0, 'it is pending then');
  const by = Object.values(EVENTS).find((outcome) => outcome.kind === event.kind)?.by;
  assert(by !== undefined, 'every outcome is in the table');
  state.offers.put(offer.id, { ...offer, lastTarget: event.target, end: { ...instant, by } });
}
