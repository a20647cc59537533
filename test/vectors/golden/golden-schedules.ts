import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, funded, opened } from './golden-asks.ts';

/** What is to be carried out later: made, cancelled and refused. Nothing of it comes due, since the clock hardly moves. */
export function schedules(): ToldStep[] {
  const book = 'schedules';
  const command = { kind: 'transfer', from: 'a', to: 'b', amount: 5n } as const;
  const schedule = { kind: 'schedule', executeAt: 9_000_000, effectiveAt: 2 } as const;
  const cancel = { kind: 'cancel_schedule', account: 'a', effectiveAt: 3 } as const;
  return [
    opened(book, 'a', 'b', 'c'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...schedule, schedule: 's1', command },
      { ...schedule, id: 'again', schedule: 's1', command, effectiveAt: 3 },
      {
        ...schedule,
        schedule: 's2',
        command: { kind: 'hold', hold: 'h', account: 'a', amount: 1n, expiresAt: null },
      },
      { ...schedule, schedule: 's3', command: { kind: 'spend', account: 'a', amount: 1n, clock: { n: 2n } } },
      {
        ...schedule,
        schedule: 's4',
        command: {
          kind: 'post',
          entries: [
            { account: 'a', amount: -3n },
            { account: 'b', amount: 1n },
            { account: 'c', amount: 2n },
          ],
        },
      },
      { ...schedule, schedule: 's5', command, executeAt: 1 },
      { kind: 'close_account', account: 'c', effectiveAt: 3 },
      { ...cancel, schedule: 's9' },
      { ...cancel, schedule: 's1', account: 'b' },
      { ...cancel, schedule: 's1', effectiveAt: 9_000_000 },
      { ...cancel, schedule: 's1' },
      { ...cancel, schedule: 's1' },
      { kind: 'merge', from: 'b', into: 'c', effectiveAt: 4 },
    ),
  ];
}

/** What is repeated: made, and refused because nothing would come of it. */
export function repeats(): ToldStep[] {
  const book = 'repeats';
  const command = { kind: 'transfer', from: 'a', to: 'b', amount: 5n } as const;
  const schedule = { kind: 'schedule', command, executeAt: 9_000_000, effectiveAt: 2 } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      { ...schedule, schedule: 's1', every: { days: 3 } },
      { ...schedule, schedule: 's2', every: { weeks: 2 }, until: 9e11, missed: 'last' },
      {
        ...schedule,
        ...({ schedule: 's3', every: { months: 1, day: -1 }, zone: 'Europe/Berlin', count: 9 } as const),
        ...({ skipDates: ['1970-01-31', '1970-01-30'], roll: 'back' } as const),
        ...({ missed: 'none', missedAfterMs: 60_000 } as const),
      },
      {
        ...schedule,
        schedule: 's4',
        every: { years: 1 },
        count: 1,
        skipDates: ['1970-01-01'],
        roll: 'forward',
      },
      { ...schedule, schedule: 's5', every: { years: 1 }, count: 1, skipDates: ['1970-01-01'] },
      { ...schedule, schedule: 's6', missed: 'none' },
      { ...schedule, schedule: 's7', retry: { everyMs: 3_600_000, times: 3 } },
      { kind: 'cancel_schedule', schedule: 's1', account: 'a', effectiveAt: 3 },
    ),
  ];
}
