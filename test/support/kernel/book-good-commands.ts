import { GOOD_SCHEDULES } from './book-good-schedules.ts';

export type Fields = Readonly<Record<string, unknown>>;

const ORDER = { group: 'g', rank: 1 };

interface GoodCommand {
  readonly needed: Fields;
  readonly optional: Fields;
  /** Fields that may stand in place of one of those, each by itself. */
  readonly instead?: { readonly of: string; readonly fields: Fields };
}

const DATED = { effectiveAt: 5 };
const DAILY = { name: 'daily', direction: 'out', perMs: 9, amount: 5n };
const CLOCK = { n: 1, m: 2n };

/** One command of each kind as a caller may write it, with every field it can have. */
const OWN_FIELDS: Readonly<Record<string, GoodCommand>> = {
  open_account: {
    needed: { ...DATED, account: 'a', asset: 'GBP/2' },
    optional: {
      id: 't',
      floor: -5n,
      ceiling: 9n,
      limits: [{ ...DAILY, count: 2 }],
    },
  },
  update_account: {
    needed: { ...DATED, account: 'a' },
    optional: {
      id: 't',
      floor: -5n,
      ceiling: 9n,
      limits: [DAILY],
      frozen: 'debits',
      openedAt: 0,
      asIs: true,
    },
  },
  close_account: { needed: { ...DATED, account: 'a' }, optional: { id: 't' } },
  post: {
    needed: {
      ...DATED,
      entries: [
        { account: 'a', amount: 5n },
        { account: 'world', amount: -5n, asset: 'GBP/2' },
      ],
    },
    optional: { id: 't', force: true },
  },
  distribute: {
    needed: {
      ...DATED,
      from: [{ account: 'a', atMost: 9n }, { account: 'b' }],
      to: [
        { account: 'c', share: 1 },
        { account: 'd', amount: 0n },
        { account: 'e', rest: true },
      ],
      amount: 5n,
    },
    optional: { id: 't', of: 7 },
  },
  transfer: { needed: { ...DATED, from: 'a', to: 'b', amount: 5n }, optional: { id: 't', force: true } },
  hold: {
    needed: { ...DATED, hold: 'h', account: 'a', amount: 5n, expiresAt: 9 },
    optional: { id: 't', to: 'b' },
  },
  capture: {
    needed: { ...DATED, hold: 'h' },
    optional: { id: 't', amount: 5n, final: true, over: true, to: 'b', force: true, payment: 'p', ...ORDER },
  },
  adjust_hold: { needed: { ...DATED, hold: 'h' }, optional: { id: 't', amount: 5n, expiresAt: 9 } },
  release: { needed: { ...DATED, hold: 'h' }, optional: { id: 't' } },
  offer: {
    needed: { ...DATED, offer: 'o', from: 'a', to: 'b', amount: 5n, expiresAt: null },
    optional: { id: 't' },
  },
  accept: { needed: { ...DATED, offer: 'o', account: 'b' }, optional: { id: 't' } },
  cancel: { needed: { ...DATED, offer: 'o', account: 'a' }, optional: { id: 't' } },
  decline: { needed: { ...DATED, offer: 'o', account: 'b' }, optional: { id: 't' } },
  merge: { needed: { ...DATED, into: 'a', from: 'b' }, optional: { id: 't' } },
  ...GOOD_SCHEDULES,
  pay: {
    needed: { ...DATED, payment: 'p', account: 'a', amount: 0n },
    optional: { id: 't', from: 'b', ...ORDER },
  },
  refund: {
    needed: { ...DATED, refund: 'r', account: 'a', amount: 0n },
    optional: {
      id: 't',
      payments: ['p', 'q'],
      rules: ['RANK_FIRST', 'RECENT_FIRST', 'ID_DESC'],
      to: 'b',
      proRata: true,
    },
    instead: { of: 'payments', fields: { payment: 'p', group: 'g' } },
  },
  grant: {
    needed: { ...DATED, credit: 'c', account: 'a', amount: 5n, expiry: CLOCK },
    optional: { id: 't', from: 'b', startsAt: 7, priority: 3, order: 'priority-expiry/v1' },
    instead: { of: 'expiry', fields: { expiresAt: 44 } },
  },
  spend: {
    needed: { ...DATED, account: 'a', amount: 5n, clock: CLOCK },
    optional: { id: 't', to: 'b', atMost: true },
  },
  expire_credits: { needed: { ...DATED, account: 'a', clock: CLOCK }, optional: { id: 't', to: 'b' } },
  void_credit: {
    needed: { ...DATED, grantedTo: 'a', credit: 'c' },
    optional: { id: 't', grantedToLife: 2 },
  },
  extend_credit: {
    needed: { ...DATED, grantedTo: 'a', credit: 'c', expiresAt: 5_000 },
    optional: { id: 't', grantedToLife: 2 },
    instead: { of: 'expiresAt', fields: { expiry: CLOCK } },
  },
  reverse: { needed: { ...DATED, transaction: 't' }, optional: { id: 'u' } },
  lock_before: { needed: { ...DATED, before: 1 }, optional: { id: 't' } },
  start_purses: { needed: DATED, optional: { id: 't' } },
  record_import: {
    needed: { ...DATED, source: 's', fileHash: 'f', mappingHash: 'm', rows: 3, firstAt: 1, lastAt: null },
    optional: { id: 't' },
  },
};

/** What each of them may say about itself. */
const about = (): Fields => ({
  reference: 'order 7',
  metadata: { name: 'Ann', ['__proto__']: 'plain' },
  private: { name: 'Ann', ['__proto__']: 'plain' },
});

export const GOOD_COMMANDS: Readonly<Record<string, GoodCommand>> = Object.fromEntries(
  Object.entries(OWN_FIELDS).map(([kind, good]) => [
    kind,
    { ...good, optional: { ...good.optional, ...about() } },
  ]),
);
