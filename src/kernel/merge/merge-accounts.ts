import { assert } from '../../base/assert.ts';
import type { Merge } from '../../commands/account-commands.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { Account } from '../account/account.ts';
import { checkFrozen } from '../account/check-frozen.ts';
import { noAccount, type Pair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import { cameWith, placeOfCredit } from '../credit/credit.ts';
import { endCreditsAt } from '../credit/spend.ts';
import type { AccountsMerged, OfferChange } from '../event.ts';
import { arrivalOf, lotHolder } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { foreseeEnd } from '../offer/foresee-end.ts';
import { freeze } from '../offer/make-offer.ts';
import { isResolved, type OfferRow } from '../offer/offer.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { spread } from '../posting/spread-moves.ts';
import { needPayer } from '../refund/refund.ts';
import { type Rejection, reject } from '../rejection.ts';
import { addScheduled, survivorOf } from '../schedule/count-schedules.ts';
import {
  addDeltas,
  type Delta,
  isNoChange,
  type Move,
  moveOf,
  NO_CHANGE,
  negateDelta,
} from '../time/delta.ts';
import { compareInstants, type Instant, placeOf, seqAt } from '../time/instant.ts';
import {
  applyTargetChanges,
  endMetHere,
  endMetLater,
  needTouchedHolds,
  redirectHolds,
} from './redirect-holds.ts';

/**
 * Decides a merge of `from` into `into`. Offers pending out of `from`, and from `into` to `from`, are
 * cancelled; the others into `from` are redirected; holds on `from` are held on by the survivor, and those that
 * `from` expects are expected by it; then everything on `from` passes to `into`, what is to come included. Refused
 * when an accepted later command names `from`, resolves an offer that the merge would have cancelled, or does
 * something with a hold that would come to pay to itself. O((1 + offers, holds, deltas to come and lots passed on)
 * log n).
 * Source: spec `bank`.
 */
export function decideMerge(
  state: BookState,
  command: Merge,
): AccountsMerged | Rejection<RuleReason<'merge'>> {
  const instant = state.nextInstant(command.effectiveAt);
  if (command.into === command.from) return reject('same_account', command.into);
  const into = state.accounts.living(command.into, instant);
  if (into === undefined) return noAccount(state, command.into, instant);
  const from = state.accounts.living(command.from, instant);
  if (from === undefined) return noAccount(state, command.from, instant);
  if (into.row.asset !== from.row.asset) return reject('asset_mismatch', command.from);
  if (from.timeline.isNamedAfter(instant.at)) return reject('account_named_later', command.from);

  const moves: Move[] = [];
  const pair = { from, to: into };
  const offers: OfferChange[] = [];
  for (const offer of cancelled(state, into, from, instant)) {
    if (isResolved(offer)) return reject('offer_resolved_later', offer.id);
    endEarlier(state, moves, offer, instant, targetAt(state, offer, instant));
    const end = { at: instant.at, order: instant.order, by: 'merged' } as const;
    offers.push({ offer: offer.id, lastTarget: targetAt(state, offer, instant).row.key, end });
  }
  const redirected = redirectHolds(state, pair, instant);
  if ('kind' in redirected) return redirected;
  endMetHere(state, moves, redirected, instant);
  passEverything(state, moves, pair, instant);
  endMetLater(state, moves, redirected, instant);
  const rejection =
    redirect(state, moves, offers, pair, instant) ??
    checkFrozen(state, from, 'act') ??
    checkFrozen(state, into, 'act') ??
    checkBalances(state, ofOthers(moves, from));
  if (rejection !== undefined) return rejection;
  return {
    kind: 'accounts_merged',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [into.row.key, from.row.key],
    from: from.row.key,
    into: into.row.key,
    lotsTo: lotHolder(state, into).row.key,
    offers,
    holds: redirected.map(({ change }) => change),
  };
}

/** Behind both accounts: what `from` has of lots, and the offers and holds that go with it, with whose they are. */
export function needsOfMerge(needs: Needs, command: Pick<Merge, 'into' | 'from'>, place: Instant): void {
  const from = needs.life(command.from, place);
  const to = needs.life(command.into, place);
  if (from === undefined) return;
  const { key } = from.row;
  if (needs.has('payments_of', key) && needs.paysBack) {
    for (const payment of needs.state.paymentsByAccount.oldestFirst(key))
      needPayer(needs, payment.key, place);
  }
  needs.has('credits_of', key);
  const hasOffers = needs.has('offers_of', key);
  const { offersByAccount } = needs.state;
  for (const offer of hasOffers ? offersByAccount.openBehind(key, needs.since(place)) : []) {
    for (const party of [offer.source, offer.target, offer.lastTarget]) needs.holders(party);
  }
  if (to !== undefined && to !== from) needTouchedHolds(needs, { from, to }, place);
}

/** The offers that the merge cancels: pending then, out of `from`, or from `into` to `from`. */
function cancelled(state: BookState, into: Account, from: Account, instant: Instant): OfferRow[] {
  const out = state.offersByAccount.pendingFrom(from.row.key, instant);
  const back = state.offersByAccount.pendingTo(from.row.key, instant);
  return out.concat(back.filter((offer) => offer.source === into.row.key));
}

function targetAt(state: BookState, offer: OfferRow, instant: Instant): Account {
  return state.accounts.heldBy(state.accounts.byKey(offer.target), instant);
}

/** Adds to `moves` that an offer ends at `instant`, where `target` has it, instead of at the end it had. */
function endEarlier(
  state: BookState,
  moves: Move[],
  offer: OfferRow,
  instant: Instant,
  target: Account,
): void {
  const source = state.accounts.byKey(offer.source);
  freeze(state, moves, source, target, instant, -offer.amount);
  if (offer.end === null) return;
  freeze(state, moves, source, state.accounts.byKey(offer.lastTarget), offer.end, offer.amount);
}

/** Adds to `moves` that all of an account's balances, and all deltas after the merge, pass to the survivor. */
function passEverything(state: BookState, moves: Move[], pair: Pair, instant: Instant): void {
  const { from, to } = pair;
  let sums = from.timeline.sumsBefore(instant);
  const later = [...from.timeline.after(instant)];
  const own = moves.filter(({ account }) => account === from.row.key);
  // Most accounts have nothing cancelled by their merge: then each place comes once.
  const indexes = new Map(own.length === 0 ? [] : later.map(([place], i) => [nameOf(place), i]));
  for (const move of own) {
    if (compareInstants(move, instant) <= 0) {
      sums = addDeltas(sums, move);
      continue;
    }
    const i = indexes.get(nameOf(move)) ?? later.length;
    const [place, delta] = later[i] ?? [move, NO_CHANGE];
    indexes.set(nameOf(move), i);
    later[i] = [place, addDeltas(delta, move)];
  }
  passOne(state, moves, pair, instant, sums, to);
  for (const [place, delta] of later) {
    passOne(state, moves, pair, place, delta, state.accounts.heldBy(to, place));
  }
}

function nameOf({ at, order }: Instant): string {
  return `${at}/${order}`;
}

function passOne(
  state: BookState,
  moves: Move[],
  pair: Pair,
  place: Instant,
  delta: Delta,
  holder: Account,
): void {
  if (isNoChange(delta)) return;
  moves.push(moveOf(pair.from.row.key, place, negateDelta(delta)));
  spread(state, moves, holder, place, delta);
}

/**
 * The offers into `from` become the survivor's. Where later merges cancel one there, it ends earlier, unless
 * its source cancels it later still: that would no longer succeed. (Nobody else resolves one later: only
 * `from` could, and no later command names `from`.)
 */
function redirect(
  state: BookState,
  moves: Move[],
  offers: OfferChange[],
  pair: Pair,
  instant: Instant,
): Rejection<'offer_resolved_later'> | undefined {
  for (const offer of state.offersByAccount.pendingTo(pair.from.row.key, instant)) {
    if (offer.source === pair.to.row.key) continue;
    const source = state.accounts.byKey(offer.source);
    const outlook = foreseeEnd(state, source, pair.to, offer.made, offer.expiresAt);
    const endsEarlier =
      outlook.end !== null && (offer.end === null || compareInstants(outlook.end, offer.end) < 0);
    if (endsEarlier && isResolved(offer)) return reject('offer_resolved_later', offer.id);
    const end = endsEarlier ? outlook.end : offer.end;
    const lastTarget = end === null ? outlook.lastTarget : state.accounts.heldBy(pair.to, end);
    if (endsEarlier && end !== null) {
      const holder = offer.end === null ? lastTarget : state.accounts.heldBy(pair.to, offer.end);
      endEarlier(state, moves, { ...offer, lastTarget: holder.row.key }, end, lastTarget);
    }
    offers.push({ offer: offer.id, lastTarget: lastTarget.row.key, end });
  }
  return undefined;
}

/** The merged account is gone, so its own limits hold no longer; everybody else's do. */
function ofOthers(moves: readonly Move[], from: Account): Move[] {
  return moves.filter((move) => move.account !== from.row.key);
}

export function applyAccountsMerged(state: BookState, event: AccountsMerged): void {
  const { row } = state.accounts.byKey(event.from);
  state.accountRows.put(row.key, { ...row, ended: { ...placeOf(event.at, event.seq), into: event.into } });
  if (row.scheduled !== undefined) {
    addScheduled(state, survivorOf(state, event.into).row.key, row.scheduled);
    addScheduled(state, row.key, -row.scheduled);
  }
  if (row.creditsEndedAt !== undefined) endCreditsAt(state, event.lotsTo, row.creditsEndedAt);
  for (const { offer: id, lastTarget, end } of event.offers) {
    const offer = state.offers.get(id);
    assert(offer !== undefined, 'an offer that a merge touches was made');
    state.offers.put(id, { ...offer, lastTarget, end });
  }
  applyTargetChanges(state, event.holds);
  for (const { value } of [...state.paymentsByAccount.oldestFirst(event.from).entries()]) {
    state.payments.put(value.id, { ...value, account: event.lotsTo });
  }
  const from = arrivalOf(state, event.into, placeOf(event.at, event.seq));
  for (const credit of [...state.creditsByAccount.all(event.from)]) {
    const here = state.hasPurses ? { hereFrom: cameWith(placeOfCredit(credit), from) } : {};
    state.credits.put(credit.key, { ...credit, account: event.lotsTo, ...here });
  }
}
