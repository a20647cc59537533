import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { close, merge, move, open } from './book-commands.ts';
import type { BookScenario, ScenarioStep } from './book-scenario.ts';

const TWO: readonly ScenarioStep[] = ['x', 'y'].map((account) => [open(0, account), 'ok']);

function schedule(
  effectiveAt: number,
  id: string,
  from: string,
  to: string,
  executeAt: number,
): Extract<SingleCommand, { readonly kind: 'schedule' }> {
  const command = { kind: 'transfer', from, to, amount: 5n } as const;
  return { kind: 'schedule', effectiveAt, schedule: id, command, executeAt };
}

function cancelSchedule(effectiveAt: number, id: string, account: string): SingleCommand {
  return { kind: 'cancel_schedule', effectiveAt, schedule: id, account };
}

const DAY_MS = 86_400_000;
/** Two occurrences, of which the first is on a date that is skipped, and of days the second, too. */
const never = { every: { days: 1 }, count: 2, skipDates: ['1970-01-01', '1970-01-02'] } as const;

/** What is scheduled is carried out by whoever has a clock: here it only waits. */
export const scheduleScenarios: readonly BookScenario[] = [
  {
    name: 'a schedule is made of accounts that live, now and then',
    steps: [
      ...TWO,
      [schedule(1, 's', 'x', 'nobody', 5), 'account_unknown'],
      [schedule(1, 's', 'x', 'y', 0), 'executes_before_start'],
      [open(0, 'gone'), 'ok'],
      [close(3, 'gone'), 'ok'],
      [schedule(1, 's', 'x', 'gone', 5), 'account_unknown'],
      [schedule(1, 's', 'x', 'gone', 2), 'ok'],
    ],
    has: [],
    noPlainBook: 'it carries nothing out later',
  },
  {
    name: 'a schedule that is repeated comes about at least once, for accounts that live as long as it may be',
    steps: [
      ...TWO,
      [{ ...schedule(1, 's', 'x', 'y', 5), ...never }, 'schedule_never_executes'],
      [{ ...schedule(1, 's', 'x', 'y', 5), ...never, every: { days: 2 } }, 'ok'],
      [open(0, 'gone'), 'ok'],
      [close(DAY_MS, 'gone'), 'ok'],
      [{ ...schedule(1, 't', 'x', 'gone', 5), every: { days: 1 } }, 'account_unknown'],
      [{ ...schedule(1, 't', 'x', 'gone', 5), every: { days: 1 }, until: DAY_MS - 1 }, 'ok'],
    ],
    has: [],
    noPlainBook: 'it carries nothing out later',
  },
  {
    name: 'a schedule is cancelled by its owner, once, before its moment',
    steps: [
      ...TWO,
      [schedule(1, 's', 'x', 'y', 5), 'ok'],
      [schedule(2, 's', 'x', 'y', 5), 'schedule_exists'],
      [cancelSchedule(0, 's', 'x'), 'schedule_unknown'],
      [cancelSchedule(2, 'other', 'x'), 'schedule_unknown'],
      [cancelSchedule(2, 's', 'y'), 'not_the_owner'],
      [cancelSchedule(5, 's', 'x'), 'schedule_executes_before'],
      [close(2, 'y'), 'account_scheduled'],
      [cancelSchedule(4, 's', 'x'), 'ok'],
      [cancelSchedule(4, 's', 'x'), 'schedule_not_pending'],
      [close(4, 'y'), 'ok'],
    ],
    has: [],
    noPlainBook: 'it carries nothing out later',
  },
  {
    name: 'a merge carries what is pending, and whose it is',
    steps: [
      ...TWO,
      [open(0, 'z'), 'ok'],
      [schedule(1, 's', 'x', 'y', 9), 'ok'],
      [merge(2, 'z', 'x'), 'ok'],
      [close(3, 'z'), 'account_scheduled'],
      [cancelSchedule(3, 's', 'x'), 'not_the_owner'],
      [cancelSchedule(3, 's', 'z'), 'ok'],
      [close(3, 'z'), 'ok'],
      [merge(0, 'y', 'x'), 'account_named_later'],
      [move(1, 'y', 'world', 1n), 'insufficient_funds'],
    ],
    has: [],
    noPlainBook: 'it carries nothing out later',
  },
];
