import type { RuleReason } from '../../commands/command-table.ts';
import type { Release } from '../../commands/hold-commands.ts';
import type { BookState } from '../book-state.ts';
import type { HoldReleased } from '../event.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { compareInstants, type Instant, placeOf, seqAt } from '../time/instant.ts';
import { endHold, findActiveHold, needParties } from './find-hold.ts';
import { leftOf } from './hold.ts';

/** Decides a release: the hold is active then, and nothing later was done with it. */
export function decideRelease(
  state: BookState,
  command: Release,
): HoldReleased | Rejection<RuleReason<'release'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const hold = findActiveHold(state, command.hold, instant);
  if ('kind' in hold) return hold;
  if (compareInstants(hold.touched, instant) > 0) return reject('hold_changed_later', command.hold);
  const amount = leftOf(hold);
  const moves: Move[] = [];
  endHold(state, moves, hold, amount, instant);
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'hold_released',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [],
    hold: hold.key,
    amount,
  };
}

/** Behind the hold: whose it is, and who expects it. What goes back earlier leaves no balance lower anywhere. */
export function needsOfRelease(needs: Needs, { hold: id }: Pick<Release, 'hold'>, place: Instant): void {
  const hold = needs.has('hold', id) ? needs.state.holdsById.at(id, place) : undefined;
  if (hold !== undefined) needParties(needs, hold);
}

export function applyHoldReleased(state: BookState, event: HoldReleased): void {
  const hold = state.holds.get(event.hold);
  if (hold === undefined) return;
  if (!state.keepsHistory) {
    state.holds.remove(hold.key);
    return;
  }
  const instant = placeOf(event.at, event.seq);
  state.holds.put(hold.key, { ...hold, touched: instant, ended: { ...instant, by: 'released' } });
}
