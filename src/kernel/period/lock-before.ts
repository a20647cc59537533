import type { SingleCommand } from '../../commands/command-table.ts';
import type { LockBefore } from '../../commands/record-commands.ts';
import type { BookState } from '../book-state.ts';
import type { BookLocked } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { seqAt } from '../time/instant.ts';

/**
 * Decides that everything before a moment is closed, from its arrival on. That moment may be earlier than the one of before:
 * then what lies between is open again. It may not be later than the command's own, or nothing could be dated today.
 */
export function decideLockBefore(state: BookState, command: LockBefore): BookLocked | Rejection {
  const { before, effectiveAt } = command;
  if (before > effectiveAt) return reject('period_not_over');
  const seq = seqAt(state.nextInstant(effectiveAt));
  return { kind: 'book_locked', seq, at: effectiveAt, id: command.id, moves: [], names: [], before };
}

export function applyBookLocked(state: BookState, event: BookLocked): void {
  state.lockBefore(event.before);
}

const TAKEN_ALWAYS: ReadonlySet<SingleCommand['kind']> = new Set([
  'lock_before',
  'announce_expiry',
  'expect_hold',
]);

/**
 * Refuses what is dated into a closed period. What moves the lock is taken whatever it is dated; and so is what the engine says
 * by itself of holds and offers, which changes no balance: what each gives back at its end was decided when it began.
 */
export function checkPeriod(state: BookState, command: SingleCommand): Rejection | undefined {
  const { lockedBefore } = state;
  if (lockedBefore === null || command.effectiveAt >= lockedBefore) return undefined;
  return TAKEN_ALWAYS.has(command.kind)
    ? undefined
    : reject('period_closed', undefined, undefined, { lockedBefore });
}
