import { compareUtf8 } from '../../base/id.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import type { Move } from '../time/delta.ts';
import { compareInstants, type Instant, justAfter } from '../time/instant.ts';
import type { Timeline } from '../time/timeline.ts';
import { type Force, stretchesOf } from './check-balances.ts';

/** An account that a command by force leaves under its floor. */
export interface StandsBelow {
  /** The account's key. */
  readonly account: string;
  readonly asset: string;
  /** Its floor then. */
  readonly floor: bigint;
  /** The least that is available on it where it lies lower than before, by everything known then. */
  readonly least: bigint;
  /** Whether something dated later takes it under its floor, too: that was accepted on another balance. */
  readonly isLater: boolean;
}

/** What an event says that was decided by force: the mark, and whom it leaves under a floor, each once, by key. */
export interface Forced {
  readonly forced?: readonly StandsBelow[];
}

/** Looks at what moves that are about to be posted by force come to. O(n) of what is dated later where somebody comes to stand below. */
export function forcedBy(
  state: BookState,
  moves: readonly Move[],
  place: Instant,
  { force = false }: Force,
): Forced {
  if (!force) return {};
  const forced: StandsBelow[] = [];
  for (const [key, own] of Map.groupBy(moves, (move) => move.account)) {
    const account = state.accounts.byKey(key);
    const { asset, floor } = account.row;
    if (floor === null) continue;
    const sorted = own.sort(compareInstants);
    const least = leastLowered(account.timeline, sorted);
    if (least === undefined || least >= floor) continue;
    forced.push({ account: key, asset, floor, least, isLater: fallsLater(account, sorted, place, floor) });
  }
  return { forced: forced.sort((a, b) => compareUtf8(a.account, b.account)) };
}

/** The least that is available wherever an account's own moves lower it; undefined: nowhere. */
function leastLowered(timeline: Timeline, moves: readonly Move[]): bigint | undefined {
  let least: bigint | undefined;
  for (const { from, until, change } of stretchesOf(moves)) {
    if (change.available >= 0n) continue;
    const lowest = timeline.leastAvailable(from, until) + change.available;
    if (least === undefined || lowest < least) least = lowest;
  }
  return least;
}

/** Whether, with an account's own moves, `available` falls to under its floor behind the command's place, in its life. */
function fallsLater(
  { row, timeline }: Account,
  moves: readonly Move[],
  place: Instant,
  floor: bigint,
): boolean {
  let standing = timeline.sumsBefore(justAfter(place)).available;
  const later: (readonly [at: Instant, change: bigint])[] = [];
  for (const move of moves) {
    if (compareInstants(move, place) <= 0) standing += move.available;
    else later.push([move, move.available]);
  }
  for (const [at, { available }] of timeline.after(place)) later.push([at, available]);
  later.sort(([a], [b]) => compareInstants(a, b));
  let change = 0n;
  for (const [i, [at, amount]] of later.entries()) {
    change += amount;
    if (row.ended !== null && compareInstants(at, row.ended) >= 0) return false;
    const next = later[i + 1]?.[0];
    // What stands at one place counts together.
    if (next !== undefined && compareInstants(at, next) === 0) continue;
    standing += change;
    if (change < 0n && standing < floor) return true;
    change = 0n;
  }
  return false;
}
