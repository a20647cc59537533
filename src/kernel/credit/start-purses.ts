import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import { GROUP_WEIGHT_MAX } from '../../base/limits.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { StartPurses } from '../../commands/record-commands.ts';
import { type Account, livesAt } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import type { PursesStarted } from '../event.ts';
import type { Draw } from '../lot/draw.ts';
import { arrivalOf, takeDraws } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { stretchesOf } from '../posting/check-balances.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { addDeltas, type Delta, type Move, moveOf, NO_CHANGE } from '../time/delta.ts';
import { compareInstants, type Instant, laterOf, placeOf, seqAt } from '../time/instant.ts';
import { behind, type CreditRow, partsOfCreditKey } from './credit.ts';

/**
 * Decides that a book that began without purses has them: what is left of each credit is in the purse of whoever has its money,
 * from its grant on, and no longer available. What it takes must be available throughout. Credits of
 * accounts that are closed were spent in another way, and go. O((credits + accounts that have them) log n).
 */
export function decideStartPurses(
  state: BookState,
  command: StartPurses,
): PursesStarted | Rejection<RuleReason<'start_purses'>> {
  const instant = state.nextInstant(command.effectiveAt);
  if (state.hasPurses) return reject('purses_exist');
  const credits: CreditRow[] = [];
  for (const credit of state.creditsByAccount.ofBook()) {
    credits.push(credit);
    if (credits.length >= GROUP_WEIGHT_MAX) return reject('too_many_credits');
  }
  credits.sort((a, b) => compareUtf8(a.key, b.key));
  const draws: Draw[] = [];
  const moves: Move[] = [];
  for (const credit of credits) {
    const place = placeInPurse(credit, instant);
    const holder = state.accounts.heldBy(grantedTo(state, credit), place);
    if (livesAt(holder.row, place)) spread(state, moves, holder, place, ownedNow(credit.remaining));
    else draws.push({ lot: credit.key, amount: credit.remaining });
  }
  const all = summedByPlace(moves);
  if (1 + credits.length + all.length > GROUP_WEIGHT_MAX) return reject('too_many_credits');
  const rejection = checkAvailable(state, all);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'purses_started',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves: all,
    names: [],
    draws,
  };
}

/** From where on what is left of a credit is in a purse, when purses begin at a place. */
function placeInPurse({ at = Number.NEGATIVE_INFINITY, seq }: CreditRow, start: Instant): Instant {
  // Of one whose grant has no number all that is known is its moment.
  return laterOf(seq === null ? { at, order: 0 } : placeOf(at, seq), start);
}

function grantedTo(state: BookState, { key }: CreditRow): Account {
  return state.accounts.byKey(partsOfCreditKey(key).account);
}

/** What was available is in the purse. */
function ownedNow(amount: bigint): Delta {
  return { ...NO_CHANGE, available: -amount, purse: amount, spendable: amount };
}

/** One move for all credits that an account has from one place on. */
function summedByPlace(moves: readonly Move[]): Move[] {
  const sums = new Map<string, Move>();
  for (const move of moves) {
    const key = `${move.at} ${move.order} ${move.account}`;
    const before = sums.get(key) ?? NO_CHANGE;
    sums.set(key, moveOf(move.account, move, addDeltas(before, move)));
  }
  return [...sums.values()];
}

/** Whether what goes into purses is available from there on, on every account that has credits; else all that lack it are told. */
function checkAvailable(
  state: BookState,
  moves: readonly Move[],
): Rejection<'credits_not_available'> | undefined {
  const lacking = new Map<
    string,
    { readonly needed: bigint; readonly room: bigint; readonly asset: string }
  >();
  for (const [key, own] of Map.groupBy(moves, ({ account }) => account)) {
    const account = state.accounts.byKey(key);
    const { id, asset } = account.row;
    // A world is the other side of all there is, and has as much as anybody asks for.
    if (id === WORLD) continue;
    for (const { from, until, change } of stretchesOf(own.sort(compareInstants))) {
      const room = roomOn(account, from, until);
      if (change.purse > 0n && room < change.purse && !lacking.has(id))
        lacking.set(id, { needed: change.purse, room, asset });
    }
  }
  const accounts = [...lacking.keys()].sort(compareUtf8);
  const first = lacking.get(accounts[0] ?? '');
  if (first === undefined) return undefined;
  const { needed, room, asset } = first;
  return reject('credits_not_available', accounts[0], room, { needed, asset, accounts });
}

/** What is available throughout, beyond a floor that keeps some of it back. One that allows debts allows none for credits. */
function roomOn({ row: { floor }, timeline }: Account, from: Instant, until: Instant | undefined): bigint {
  const least = timeline.leastAvailable(from, until);
  return floor !== null && floor > 0n ? least - floor : least;
}

/** Every credit with something left, and the accounts that they were granted to and have come to. */
export function needsOfStartPurses(needs: Needs, _command: unknown, place: Instant): void {
  const { state } = needs;
  if (state.hasPurses || !needs.has('open_credits', '')) return;
  for (const { key } of state.creditsByAccount.ofBook()) needs.holders(partsOfCreditKey(key).account, place);
}

export function applyPursesStarted(state: BookState, event: PursesStarted): void {
  const start = placeOf(event.at, event.seq);
  takeDraws(state.credits, event.draws);
  for (const { lot } of event.draws) {
    const gone = state.credits.get(lot);
    assert(gone !== undefined, 'a draw is on a lot in the book');
    // It was on nobody's account, so only its own row leads to what took it.
    state.credits.put(lot, { ...gone, hereFrom: behind(start) });
  }
  for (const credit of [...state.creditsByAccount.ofBook()]) {
    const { account } = partsOfCreditKey(credit.key);
    const place = placeInPurse(credit, start);
    const here = arrivalOf(state, account, place);
    // What is granted later is all in the purse from its grant on.
    const hereFrom = compareInstants(place, start) > 0 ? here : behind(here);
    state.credits.put(credit.key, { ...credit, hereFrom });
  }
  state.startPurses();
}
