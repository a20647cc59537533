import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { assert } from '../../base/assert.ts';
import { WORLD } from '../../commands/field.ts';
import type { LimitReason } from '../../commands/reasons.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { type Rejection, reject } from '../rejection.ts';
import {
  addDeltas,
  countedOf,
  type Delta,
  isNoChange,
  type Move,
  NO_CHANGE,
  postedOf,
  withNetPosted,
} from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { mostPosted } from '../time/most-posted.ts';

/**
 * Whether the moves, all together, keep every account within its limits at every instant, now and later:
 * the least available on each stretch that falls stays at or above the floor, the most that a ceiling counts on each
 * where that rises at or under it, and nothing leaves the 64-bit range. An account that is closed later must
 * be as empty then as it was. O(moves * log n) for the few moves of nearly every command.
 *
 * @param how `force`: floors are passed by; all else holds
 * @returns the rejection, or undefined when all is well
 */
export function checkBalances(
  state: BookState,
  moves: readonly Move[],
  how: Force = {},
): Rejection<LimitReason> | undefined {
  if (moves.length > GATHERED_IN_PLACE_MAX) return checkGathered(state, moves, how);
  for (let i = 0; i < moves.length; i += 1) {
    const move = moves[i];
    assert(move !== undefined, 'i is inside');
    if (firstOf(moves, move.account) !== i) continue;
    const account = state.accounts.byKey(move.account);
    const others = moves.length - i > 1 && lastOf(moves, move.account) !== i;
    const rejection = others
      ? checkSeveral(
          account,
          moves.filter((other) => other.account === move.account).sort(compareInstants),
          how,
        )
      : checkOnly(account, move, how);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

/** How a command is held to limits. */
export interface Force {
  /** True: what it posts has happened, so no floor is in its way. */
  readonly force?: boolean | undefined;
}

/** Up to so many moves, looking through the list again is cheaper than a Map of it. */
const GATHERED_IN_PLACE_MAX = 8;

function firstOf(moves: readonly Move[], account: string): number {
  return moves.findIndex((move) => move.account === account);
}

function lastOf(moves: readonly Move[], account: string): number {
  return moves.findLastIndex((move) => move.account === account);
}

function checkGathered(
  state: BookState,
  moves: readonly Move[],
  how: Force,
): Rejection<LimitReason> | undefined {
  for (const [key, ofAccount] of Map.groupBy(moves, (move) => move.account)) {
    const rejection = checkSeveral(state.accounts.byKey(key), ofAccount.sort(compareInstants), how);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

function checkOnly(account: Account, move: Move, how: Force): Rejection<LimitReason> | undefined {
  if (account.row.ended !== null) return checkSeveral(account, [move], how);
  return checkStretch(account, { from: move, until: undefined, change: move }, how);
}

function checkSeveral(
  account: Account,
  moves: readonly Move[],
  how: Force,
): Rejection<LimitReason> | undefined {
  for (const stretch of stretchesOf(moves)) {
    const rejection = checkStretch(account, stretch, how) ?? checkClosed(account, stretch);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

/** What the moves of one account change, in order of time: a stretch from each place of theirs until before the next. */
export function* stretchesOf(moves: readonly Move[]): IterableIterator<Stretch> {
  let sum: Delta = NO_CHANGE;
  for (let i = 0; i < moves.length; i += 1) {
    const move = moves[i];
    assert(move !== undefined, 'i is inside');
    sum = addDeltas(sum, move);
    const next = moves[i + 1];
    if (next !== undefined && compareInstants(move, next) === 0) continue;
    yield { from: move, until: next, change: sum };
  }
}

/** From a place until before another, or for ever: balances change by `change` throughout. */
interface Stretch {
  readonly from: Instant;
  readonly until: Instant | undefined;
  readonly change: Delta;
}

function checkStretch(
  account: Account,
  { from, until, change }: Stretch,
  { force = false }: Force,
): Rejection<LimitReason> | undefined {
  const { row, timeline } = account;
  // The world is the other side of every account together, so no one account's range bounds it.
  if (row.id === WORLD) return undefined;
  const { available } = change;
  const { asset } = row;
  const isBound = row.floor !== null && !force;
  const floor = isBound ? row.floor : AMOUNT_MIN;
  if (available < 0n && !timeline.staysAbove(floor, available, from, until)) {
    const spare = timeline.leastAvailable(from, until) - floor;
    const figures = { needed: -available, asset };
    if (!isBound) return reject('amount_out_of_range', row.id, spare, figures);
    return reject('insufficient_funds', row.id, spare, { ...figures, floor });
  }
  if (row.ceiling !== null) {
    const { ceiling } = row;
    const counted = countedOf(change);
    if (counted > 0n && !timeline.staysBelow(ceiling, counted, from, until)) {
      const room = ceiling - timeline.mostCounted(from, until);
      return reject('ceiling_exceeded', row.id, room, { needed: counted, ceiling, asset });
    }
  }
  // No more is ever available than posted, so a range for what is posted is one for both.
  const posted = postedOf(change);
  if (posted > 0n && !timeline.postedStaysBelow(AMOUNT_MAX, posted, from, until)) {
    const room = AMOUNT_MAX - mostPosted(timeline, from, until);
    return reject('amount_out_of_range', row.id, room, { needed: posted, asset });
  }
  return undefined;
}

/** A closed account was empty when it closed, so whatever changes there must have gone back to nothing. */
function checkClosed(account: Account, { from, until, change }: Stretch): Rejection<LimitReason> | undefined {
  const { ended } = account.row;
  if (ended === null || ended.into !== null) return undefined;
  const standsAtTheEnd = until === undefined || compareInstants(until, ended) > 0;
  if (!standsAtTheEnd && compareInstants(from, ended) < 0) return undefined;
  return isNoChange(withNetPosted(change)) ? undefined : reject('account_closed_later', account.row.id);
}
