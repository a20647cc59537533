import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Hold } from '../../commands/hold-commands.ts';
import type { BookState } from '../book-state.ts';
import type { HoldPlaced } from '../event.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { expected, type Move, reserve } from '../time/delta.ts';
import { compareInstants, expiryOf, type Instant, seqAt } from '../time/instant.ts';
import { endExpectation, findParties, foreseeMeeting, type HoldParties } from './expect-hold.ts';
import { type HoldTarget, isActive } from './hold.ts';

/**
 * Decides a hold: its id is not active then nor placed again before this one would end, the account can bear the
 * amount until then, and the target can take it. The amount goes back at the expiry in advance, and is expected no
 * longer from there on, so that expiring is no action.
 */
export function decideHold(state: BookState, command: Hold): HoldPlaced | Rejection<RuleReason<'hold'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const parties = findParties(state, command, instant);
  if ('kind' in parties) return parties;
  if (isTaken(state, command, instant)) return reject('hold_exists', command.hold);
  const { holder, target } = parties;
  const expiry = expiryOf(instant, command.expiresAt);
  const moves: Move[] = [];
  reserveUntil(state, moves, parties, command.amount, instant, expiry);
  const expects = expect(state, moves, parties, command.amount, instant, expiry);
  const rejection = checkPassing(state, { from: holder, to: target }, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'hold_placed',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: target === undefined ? [holder.row.key] : [holder.row.key, target.row.key],
    row: {
      key: seqAt(instant),
      id: command.hold,
      account: holder.row.key,
      to: command.to ?? WORLD,
      target: expects,
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

/** Adds to `moves` that an amount is frozen on its holder until it runs out. */
function reserveUntil(
  state: BookState,
  moves: Move[],
  { holder }: HoldParties,
  amount: bigint,
  instant: Instant,
  expiry: Instant | undefined,
): void {
  spread(state, moves, holder, instant, reserve(-amount));
  if (expiry === undefined) return;
  spread(state, moves, state.accounts.heldBy(holder, expiry), expiry, reserve(amount));
}

/** Adds to `moves` that the target expects it until then, or until a merge known makes one account of both. */
function expect(
  state: BookState,
  moves: Move[],
  { holder, target }: HoldParties,
  amount: bigint,
  instant: Instant,
  expiry: Instant | undefined,
): HoldTarget | null {
  if (target === undefined) return null;
  const met = foreseeMeeting(state, holder, target, expiry);
  spread(state, moves, target, instant, expected(amount));
  const until = met ?? expiry;
  if (until !== undefined) endExpectation(state, moves, { target, until: undefined, amount }, until);
  return { named: target.row.key, last: lotHolder(state, target).row.key, met };
}

export function applyHoldPlaced(state: BookState, event: HoldPlaced): void {
  // One that is over at once is dropped where no history is kept: no timeline will ever pass its end.
  const isOver = event.row.expiresAt !== null && event.row.expiresAt <= event.at;
  if (isOver && !state.keepsHistory) return;
  state.holds.put(event.row.key, { ...event.row, captures: state.rules === 1 ? null : [] });
}
