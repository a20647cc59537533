import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { WORLD } from '../../commands/field.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { debit, type Move } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { spread } from './spread-moves.ts';

/** What one command takes from accounts, one after the other, and what each of them could give besides. */
export class Draws {
  readonly #byAccount = new Map<string, Move[]>();

  /** Takes from an account, and so from whoever it is merged into later. */
  add(state: BookState, account: Account, instant: Instant, amount: bigint): void {
    const moves: Move[] = [];
    spread(state, moves, account, instant, debit(amount));
    for (const move of moves) {
      const own = this.#byAccount.get(move.account);
      if (own === undefined) this.#byAccount.set(move.account, [move]);
      else own.push(move);
    }
  }

  /**
   * The most that can be taken from an account at a place in time so that neither it nor whoever it is merged into falls
   * under a floor by it, then or later; at least 0, and undefined for the world. One that is closed later can give
   * nothing: it was empty when it closed. O(log n) for each account and for each draw on it.
   */
  spareOf(state: BookState, account: Account, instant: Instant): bigint | undefined {
    if (account.row.id === WORLD) return undefined;
    let spare = AMOUNT_MAX;
    let holder = account;
    for (let from = instant; spare > 0n; ) {
      const { ended } = holder.row;
      if (ended !== null && ended.into === null) return 0n;
      const until = ended !== null && compareInstants(from, ended) <= 0 ? ended : undefined;
      const above = this.#aboveFloor(holder, from, until);
      if (above < spare) spare = above;
      if (until === undefined || until.into === null) break;
      from = until;
      holder = state.accounts.byKey(until.into);
    }
    return spare > 0n ? spare : 0n;
  }

  /** How far the least available over a window is above the floor, after all draws. */
  #aboveFloor({ row, timeline }: Account, from: Instant, until: Instant | undefined): bigint {
    let drawn = 0n;
    const later: Move[] = [];
    for (const move of this.#byAccount.get(row.key) ?? []) {
      if (compareInstants(move, from) <= 0) drawn += move.available;
      else if (until === undefined || compareInstants(move, until) < 0) later.push(move);
    }
    later.sort(compareInstants);
    let least = timeline.leastAvailable(from, later[0] ?? until) + drawn;
    for (const [i, move] of later.entries()) {
      drawn += move.available;
      const standing = timeline.leastAvailable(move, later[i + 1] ?? until) + drawn;
      if (standing < least) least = standing;
    }
    return least - (row.floor ?? AMOUNT_MIN);
  }
}
