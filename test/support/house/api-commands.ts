const LIMIT = { name: 'daily', direction: 'out', perMs: 9, amount: 1_000n, count: 1_000 } as const;
/** A transfer that is accepted. */
export const give = { from: 'a', to: 'world', amount: 1n };

/** What each command is given; that much is well-formed. */
export const COMMANDS = {
  openAccount: [
    { account: 'c', asset: 'GBP/2', metadata: { of: 'c' }, floor: 0n, ceiling: 9n, limits: [LIMIT] },
  ],
  updateAccount: [
    {
      account: 'a',
      floor: -1n,
      ceiling: 99n,
      limits: [LIMIT],
      frozen: null,
      openedAt: 1,
      asIs: true,
      metadata: { of: 'a' },
    },
  ],
  closeAccount: [{ account: 'b' }],
  transfer: [
    {
      id: 't',
      effectiveAt: 9,
      ...give,
      force: true,
      reference: 'order 7',
      metadata: { till: '4' },
      private: { name: 'Ann' },
    },
  ],
  post: [
    {
      entries: [
        { account: 'a', amount: -1n },
        { account: 'b', amount: 1n },
      ],
    },
  ],
  distribute: [
    {
      from: [{ account: 'a', atMost: 1n }],
      to: [
        { account: 'b', share: 3 },
        { account: 'world', rest: true },
      ],
      amount: 1n,
      of: 9,
    },
  ],
  hold: [{ hold: 'i', account: 'a', amount: 1n, expiresAt: 99, to: 'b' }],
  capture: [{ hold: 'h', amount: 1n, final: true, over: true, payment: 'h-1', group: 'o', rank: 1 }],
  adjustHold: [{ hold: 'h', amount: 4n, expiresAt: 16 }],
  release: [{ hold: 'h' }],
  offer: [{ offer: 'o', from: 'a', to: 'b', amount: 1n, expiresAt: null }],
  accept: [{ offer: 'o', account: 'b' }],
  cancel: [{ offer: 'o', account: 'a' }],
  decline: [{ offer: 'o', account: 'b' }],
  schedule: [
    {
      ...{ schedule: 's', command: { kind: 'transfer', from: 'a', to: 'b', amount: 1n }, executeAt: 50 },
      ...{
        every: { months: 1, day: -1 },
        until: 90,
        zone: 'Europe/Berlin',
        missed: 'last',
        missedAfterMs: 5,
      },
      ...{ skipDates: ['2026-12-25'], roll: 'forward', retry: { everyMs: 5, times: 2 } },
    },
  ],
  cancelSchedule: [{ schedule: 's', account: 'a' }],
  merge: [{ from: 'a', into: 'b' }],
  pay: [{ payment: 'q', account: 'a', amount: 2n, group: 'g', rank: 1 }],
  refund: [
    { refund: 'r', account: 'a', amount: 1n, rules: ['OLDEST_FIRST'], payments: ['p'], proRata: true },
  ],
  grant: [
    {
      credit: 'd',
      account: 'a',
      amount: 2n,
      expiry: { p: 3n },
      startsAt: 3,
      priority: 3,
      order: 'priority-expiry/v1',
    },
  ],
  spend: [{ account: 'a', amount: 1n, clock: { p: 1n }, atMost: true }],
  expireCredits: [{ account: 'a', clock: { p: 1n } }],
  voidCredit: [{ grantedTo: 'a', credit: 'c', grantedToLife: 1 }],
  extendCredit: [{ grantedTo: 'a', credit: 'c', grantedToLife: 1, expiry: { p: 9n } }],
  reverse: [{ transaction: 'x' }],
  startPurses: [{ id: 'purses', effectiveAt: 9 }],
  lockBefore: [5, { id: 'l', effectiveAt: 9 }],
  recordImport: [{ source: 's', fileHash: 'f', mappingHash: 'm', rows: 2, firstAt: 3, lastAt: null }],
};
