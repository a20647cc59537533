import { expect } from 'vitest';
import type { CliLine } from './lines-that-write.ts';

/** Lines that only read, and what of their JSON document must be so. */
export const READS: readonly CliLine[] = [
  [
    'balance alice --at 2250',
    {
      balances: [
        {
          account: 'alice',
          asset: 'GBP/2',
          postedMinor: '8750',
          heldMinor: '2500',
          incomingMinor: '0',
          availableMinor: '6250',
        },
      ],
    },
  ],
  [
    'balance alice bob --at 2550',
    { balances: [{ heldMinor: '1000' }, { account: 'bob', incomingMinor: '1000' }] },
  ],
  ['balance world --asset GBP/2 --at 2000', { balances: [{ account: 'world', postedMinor: '-10000' }] }],
  [
    'statement alice --limit 2',
    {
      opening: { postedMinor: '0' },
      lines: [
        { kind: 'transfer', id: 't1', at: 2000, postedMinor: '10000' },
        { postedMinor: '-1250', balance: { postedMinor: '8750' } },
      ],
      cursor: expect.any(String),
    },
  ],
  [
    'statement alice --from 2100 --to 2100',
    { opening: { postedMinor: '10000' }, lines: [{ postedMinor: '-1250' }], cursor: null },
  ],
  ['locked-before', { lockedBefore: 1000 }],
  [
    'trial-balance --at 2000',
    { at: 2000, totals: [{ asset: 'GBP/2', debitMinor: '10000', creditMinor: '10000' }] },
  ],
  [
    'accounts --account bob',
    {
      items: [
        {
          account: 'bob',
          asset: 'GBP/2',
          floorMinor: '-500',
          ceilingMinor: '100000',
          metadata: { a: '1', b: 'x=y' },
          openedAt: 1000,
          endedAt: null,
        },
      ],
      cursor: null,
    },
  ],
  [
    'accounts --ended',
    {
      items: expect.arrayContaining([
        expect.objectContaining({ account: 'old', mergedInto: 'alice', endedAt: 2700 }),
        expect.objectContaining({ account: 'short', endedAt: 3600 }),
      ]),
    },
  ],
  ['imports', { items: [], cursor: null }],
  ['accounts --limit 1', { items: [{}], cursor: expect.any(String) }],
  [
    'holds --account alice',
    {
      items: [
        { hold: 'h1', amountMinor: '2000', capturedMinor: '1500', status: 'captured', to: 'shop' },
        { hold: 'h2', status: 'released', expiresAt: null },
      ],
    },
  ],
  [
    'info',
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      schemaVersion: expect.any(Number),
      rulesVersion: 3,
      restores: [],
    },
  ],
  ['holds --active', { items: [], cursor: null }],
  [
    'offers --account bob',
    {
      items: [
        { offer: 'f1', status: 'accepted' },
        { offer: 'f2', status: 'cancelled' },
        { offer: 'f3', status: 'declined' },
        { offer: 'f4', status: 'expired' },
      ],
    },
  ],
  ['offers --pending', { items: [] }],
  [
    'schedules --account alice',
    {
      items: [
        { schedule: 's1', status: 'cancelled', endedAt: 3700 },
        {
          schedule: 's2',
          status: 'pending',
          command: { kind: 'hold', account: 'alice', amountMinor: '150', expiresAt: Date.UTC(2200, 6, 1) },
        },
        {
          ...{ schedule: 's3', nextAt: Date.UTC(2200, 0, 31), every: { months: 1, day: -1 }, count: 3 },
          ...{ zone: 'Europe/London', skipDates: ['2200-02-28', '2200-04-30'], roll: 'back' },
          ...{
            missed: 'last',
            missedAfterMs: 5,
            retry: { everyMs: 3_600_000, times: 3 },
            counts: { executed: 0, failed: 0, missed: 0 },
          },
        },
      ],
    },
  ],
  ['schedules --status failed', { items: [] }],
  [
    'payments --account shop',
    {
      items: [
        { payment: 'p1', remainingMinor: '0' },
        { payment: 'p2', from: 'alice', amountMinor: '1200', remainingMinor: '343', group: null },
        { payment: 'p7', remainingMinor: '257', group: 'order-7', rank: 1 },
      ],
    },
  ],
  [
    'credits --account bob',
    {
      items: expect.arrayContaining([
        expect.objectContaining({
          credit: 'c1',
          remainingMinor: '0',
          expiry: { 'node-1': '9', 'node-2': '9' },
        }),
        expect.objectContaining({ credit: 'c2', remainingMinor: '100', expiry: null }),
      ]),
    },
  ],
  ['holds --status active', { items: [], cursor: null }],
  ['payments --group order-7', { items: [{ payment: 'p7' }] }],
  [
    'account alice',
    { account: { account: 'alice', asset: 'GBP/2', floorMinor: '0', ceiling: null, openedAt: 500 } },
  ],
  ['refundable shop --group order-7', { refundable: { amountMinor: '257' } }],
  ['refundable shop --at 9000', { refundable: { account: 'shop', asset: 'GBP/2', amountMinor: '600' } }],
  [
    'credit-history --granted-to bob --credit c1',
    {
      items: [
        { change: 'granted', amountMinor: '500', remainingMinor: '500' },
        { change: 'spent', amountMinor: '-200', remainingMinor: '300', id: 's1' },
        { change: 'spent', amountMinor: '-50' },
        { change: 'given_back', amountMinor: '200' },
        { change: 'expired', amountMinor: '-450', remainingMinor: '0' },
        { change: 'extended', amountMinor: '0', remainingMinor: '0' },
      ],
    },
  ],
  ['spendable bob --clock none', { spendable: { account: 'bob', asset: 'GBP/2', amountMinor: '100' } }],
  ['payments --account shop --order newest --limit 1', { items: [{ payment: 'p7' }] }],
  ['transactions --account shop --kind refund --order newest --limit 1', { items: [{ kind: 'refund' }] }],
  ['transactions --account shop --counterparty nobody', { items: [], cursor: null }],
  ['command t1', { id: 't1', kind: 'transfer', ok: true }],
  ['transactions --kind refund', { items: Array.from({ length: 4 }, () => ({ kind: 'refund' })) }],
  [
    'private-data --account carol --commands --book people',
    {
      items: [
        { seq: 1, place: 0, private: null, erasedBy: 3 },
        { id: 'c1', private: { note: 'b=c', who: 'Ann' } },
      ],
    },
  ],
  ['books', { books: ['main', 'other', 'people'] }],
  ['accounts --book other', { items: [{ account: 'eur' }, { account: 'pal' }] }],
  [
    'balance pal world --book other --asset GBP/2',
    { balances: [{ postedMinor: '150' }, { postedMinor: '-150' }] },
  ],
  ['accounts --prefix pal --book other', { items: [{ account: 'pal' }], cursor: null }],
  [
    'balance --prefix alice --at 2550 --asset GBP/2',
    { balances: [{ prefix: 'alice', accounts: 1, heldMinor: '1000', totals: { inMinor: '10000' } }] },
  ],
  [
    'trial-balance --tree --book other',
    { tree: expect.arrayContaining([expect.objectContaining({ prefix: 'pal', postedMinor: '150' })]) },
  ],
  ['accounts --book nobody', { items: [], cursor: null }],
];
