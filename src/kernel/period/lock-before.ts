import type { RuleReason, SingleCommand } from '../../commands/command-table.ts';
import { type LockBefore, TAKEN_IN_CLOSED_PERIODS } from '../../commands/record-commands.ts';
import type { BookState } from '../book-state.ts';
import type { BookLocked } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { seqAt } from '../time/instant.ts';

/**
 * Decides that everything before a moment is closed, from its arrival on. That moment may be earlier than the one of before:
 * then what lies between is open again. It may not be later than the command's own, or nothing could be dated today.
 */
export function decideLockBefore(
  state: BookState,
  command: LockBefore,
): BookLocked | Rejection<RuleReason<'lock_before'>> {
  const { before, effectiveAt } = command;
  if (before > effectiveAt) return reject('period_not_over');
  const seq = seqAt(state.nextInstant(effectiveAt));
  return { kind: 'book_locked', seq, at: effectiveAt, id: command.id, moves: [], names: [], before };
}

export function applyBookLocked(state: BookState, event: BookLocked): void {
  state.lockBefore(event.before);
}

const TAKEN_ALWAYS: ReadonlySet<SingleCommand['kind']> = new Set(TAKEN_IN_CLOSED_PERIODS);

/** Refuses what is dated into a closed period, but for the kinds that are always taken. */
export function checkPeriod(
  state: BookState,
  command: SingleCommand,
): Rejection<'period_closed'> | undefined {
  const { lockedBefore } = state;
  if (lockedBefore === null || firstMomentOf(command) >= lockedBefore) return undefined;
  return TAKEN_ALWAYS.has(command.kind)
    ? undefined
    : reject('period_closed', undefined, undefined, { lockedBefore });
}

/** The earliest moment at which a command changes what there is: of an account that begins earlier, its beginning. */
function firstMomentOf(command: SingleCommand): number {
  const { effectiveAt } = command;
  if (command.kind !== 'update_account') return effectiveAt;
  return Math.min(effectiveAt, command.openedAt ?? effectiveAt);
}
