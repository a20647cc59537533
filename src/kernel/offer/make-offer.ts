import type { RuleReason } from '../../commands/command-table.ts';
import type { Offer } from '../../commands/offer-commands.ts';
import type { Account } from '../account/account.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { OfferMade } from '../event.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { incoming, type Move, reserve } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { foreseeEnd } from './foresee-end.ts';

/** Decides an offer: both accounts live then, in one asset, and the source can bear it until its end. */
export function decideOffer(state: BookState, command: Offer): OfferMade | Rejection<RuleReason<'offer'>> {
  const made = state.nextInstant(command.effectiveAt);
  const { expiresAt, amount } = command;
  if (command.from === command.to) return reject('same_account', command.from);
  const pair = findPair(state, command.from, command.to, made);
  if ('kind' in pair) return pair;
  if (state.offers.get(command.offer) !== undefined) return reject('offer_exists', command.offer);
  const { from: source, to: target } = pair;
  const { end, lastTarget } = foreseeEnd(state, source, target, made, expiresAt);
  const moves: Move[] = [];
  freeze(state, moves, source, target, made, amount);
  if (end !== null) freeze(state, moves, source, lastTarget, end, -amount);
  const rejection = checkPassing(state, pair, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'offer_made',
    seq: seqAt(made),
    at: made.at,
    id: command.id,
    moves,
    names: [source.row.key, target.row.key],
    row: {
      id: command.offer,
      source: source.row.key,
      target: target.row.key,
      lastTarget: lastTarget.row.key,
      amount,
      made,
      expiresAt,
      end,
      isAnnounced: false,
    },
  };
}

/** Adds to `moves` that an amount is frozen on the source and comes in at the target; negative: no longer. */
export function freeze(
  state: BookState,
  moves: Move[],
  source: Account,
  target: Account,
  instant: Instant,
  amount: bigint,
): void {
  spread(state, moves, source, instant, reserve(-amount));
  spread(state, moves, target, instant, incoming(amount));
}

export function applyOfferMade(state: BookState, event: OfferMade): void {
  state.offers.put(event.row.id, event.row);
}
