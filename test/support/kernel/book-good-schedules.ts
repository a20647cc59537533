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
    optional: { id: 't' },
  },
  cancel_schedule: { needed: { ...DATED, schedule: 's', account: 'a' }, optional: { id: 't' } },
} as const;
