import { type Account, WORLD } from '../account/account.ts';
import { findAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Hold } from '../command.ts';
import type { HoldPlaced } from '../event.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { type Move, reserve } from '../time/delta.ts';
import { compareInstants, expiryOf, type Instant, seqAt } from '../time/instant.ts';
import { isActive } from './hold.ts';

/**
 * Decides a hold: its id is not active then nor placed again before this one would end, and the account can
 * bear the amount until then. The amount goes back at the expiry in advance, so that expiring is no action.
 */
export function decideHold(state: BookState, command: Hold): HoldPlaced | Rejection {
  const instant = state.nextInstant(command.effectiveAt);
  // The world holds nothing back from itself, so a hold is on a named account.
  const account = findAccount(state, command.account, instant, undefined);
  if ('kind' in account) return account;
  if (isTaken(state, command, instant)) return reject('hold_exists', command.hold);
  const moves = reservation(state, account, instant, command.amount, command.expiresAt);
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'hold_placed',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [account.row.key],
    row: {
      key: seqAt(instant),
      id: command.hold,
      account: account.row.key,
      to: command.to ?? WORLD,
      amount: command.amount,
      placed: instant,
      expiresAt: command.expiresAt,
      captured: 0n,
      touched: instant,
      ended: null,
      isAnnounced: false,
    },
  };
}

function isTaken(state: BookState, command: Hold, instant: Instant): boolean {
  const expiry = expiryOf(instant, command.expiresAt);
  return state.holdsById.some(command.hold, (other) => {
    if (isActive(other, instant)) return true;
    const isLater = compareInstants(other.placed, instant) > 0;
    return isLater && (expiry === undefined || compareInstants(other.placed, expiry) < 0);
  });
}

/** The moves of an amount frozen from a moment until it runs out. */
function reservation(
  state: BookState,
  account: Account,
  instant: Instant,
  amount: bigint,
  expiresAt: number | null,
): Move[] {
  const moves: Move[] = [];
  spread(state, moves, account, instant, reserve(-amount));
  const expiry = expiryOf(instant, expiresAt);
  if (expiry === undefined) return moves;
  spread(state, moves, state.accounts.heldBy(account, expiry), expiry, reserve(amount));
  return moves;
}

export function applyHoldPlaced(state: BookState, event: HoldPlaced): void {
  // One that is over at once is dropped where no history is kept: no timeline will ever pass its end.
  const isOver = event.row.expiresAt !== null && event.row.expiresAt <= event.at;
  if (isOver && !state.keepsHistory) return;
  state.holds.put(event.row.key, { ...event.row, captures: state.rules === 1 ? null : [] });
}
