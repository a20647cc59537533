const DATED = { effectiveAt: 7 };

/** Good commands about what is carried out later, with every field that they may have. */
export const GOOD_SCHEDULES = {
  schedule: {
    needed: {
      ...DATED,
      schedule: 's',
      command: { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      executeAt: 9,
    },
    optional: {
      ...{ id: 't', every: { months: 1, day: -1 }, until: 99, zone: 'Europe/Berlin' },
      ...{ skipDates: ['2026-12-24', '2026-12-25'], roll: 'forward', missed: 'last', missedAfterMs: 5 },
      retry: { everyMs: 5, times: 2 },
    },
    instead: { of: 'until', fields: { count: 3 } },
  },
  cancel_schedule: { needed: { ...DATED, schedule: 's', account: 'a' }, optional: { id: 't' } },
} as const;
