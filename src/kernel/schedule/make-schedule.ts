import type { Occurrence } from '../../base/repeats.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import { MISSED_AFTER_MS, repeatOf } from '../../commands/repeat-fields.ts';
import { accountsOf, ownerOf, type Schedule } from '../../commands/schedule-commands.ts';
import { noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { ScheduleMade } from '../event.ts';
import type { Needs } from '../needs.ts';
import { type Rejection, reject } from '../rejection.ts';
import { afterAll, seqAt } from '../time/instant.ts';
import { countOn } from './count-schedules.ts';
import { occurrenceIn } from './next-occurrence.ts';

/**
 * Decides that a command is to be carried out at a moment: the accounts that it names live now, and they or whom they were
 * merged into live then, as far as that is known. Whether it may be carried out is decided then, and not before.
 */
export function decideSchedule(
  state: BookState,
  asked: DatedSchedule,
): ScheduleMade | Rejection<RuleReason<'schedule'>> {
  const { id, schedule, command, executeAt, effectiveAt } = asked;
  const made = state.nextInstant(effectiveAt);
  const repeat = repeatOf(asked);
  const next = repeat === undefined ? undefined : occurrenceIn(repeat, { executeAt, n: 0 }, asked.first);
  if (Math.min(executeAt, next?.at ?? executeAt) < effectiveAt)
    return reject('executes_before_start', schedule);
  if (state.schedules.get(schedule) !== undefined) return reject('schedule_exists', schedule);
  if (next === null) return reject('schedule_never_executes', schedule);
  // What is repeated names them as long as it may be.
  const until = repeat === undefined ? executeAt : (repeat.until ?? Number.MAX_SAFE_INTEGER);
  const lastAt = Math.min(until + triedFor(asked), Number.MAX_SAFE_INTEGER);
  const lives: [string, string][] = [];
  for (const name of accountsOf(command)) {
    const account = state.accounts.living(name, made);
    if (account === undefined) return noAccount(state, name, made);
    const then = afterAll(lastAt);
    const { ended } = state.accounts.heldBy(account, then).row;
    if (ended !== null && ended.at <= lastAt) return noAccount(state, name, then);
    lives.push([name, account.row.key]);
  }
  const owner = lives.find(([name]) => name === ownerOf(command))?.[1];
  if (owner === undefined) return reject('account_unknown', WORLD);
  return {
    kind: 'schedule_made',
    seq: seqAt(made),
    at: made.at,
    id,
    moves: [],
    names: lives.map(([, key]) => key),
    row: {
      ...{ id: schedule, key: seqAt(made), owner, command, lives, executeAt, made },
      ...(repeat !== undefined && next !== undefined && { repeat, next }),
      ...missedIn(asked),
      ...(asked.retry !== undefined && { retry: asked.retry }),
      ended: null,
    },
  };
}

/** A schedule with its moment; where it goes by the clocks of a zone, with what follows from those: its first occurrence, or null for none. */
export interface DatedSchedule extends Schedule {
  readonly first?: Occurrence | null | undefined;
}

/** How long after its moment something is tried again. */
function triedFor({ retry }: Schedule): number {
  return retry === undefined ? 0 : retry.times * retry.everyMs;
}

/** What becomes of what is decided too late, where not all of it is carried out. */
function missedIn({ missed = 'all', missedAfterMs = MISSED_AFTER_MS }: Schedule) {
  return missed === 'all' ? {} : { missed, missedAfterMs };
}

/** The lives of the accounts in the command. */
export function needsOfSchedule(needs: Needs, { command }: Pick<Schedule, 'command'>): void {
  for (const name of accountsOf(command)) needs.has('account', name);
}

export function applyScheduleMade(state: BookState, { row }: ScheduleMade): void {
  state.schedules.put(row.id, row);
  countOn(state, row, 1);
}

/** A schedule, and the accounts that it counts on, with whom they were merged into; whether all are there. */
export function needsOfLives(needs: Needs, schedule: string): boolean {
  const row = needs.has('schedule', schedule) ? needs.state.schedules.get(schedule) : undefined;
  if (row === undefined) return false;
  const known = row.lives.map(([id]) => needs.has('account', id));
  return !known.includes(false);
}
