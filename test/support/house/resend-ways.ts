import { perform } from '../memory/ledger-bank-calls.ts';
import type { House } from './house-door.ts';

const GBP = 'GBP/2';
export const ID = 'twice';
const LIMIT = { name: 'daily', direction: 'out', amount: 90n, perMs: 9 };

/** What is needed for every call below to be accepted; without it, every one is refused. */
export const PREPARED = [
  ...['ann', 'bob', 'till'].map((account) => ({ kind: 'open_account' as const, account, asset: GBP })),
  { kind: 'transfer', id: 'fund', from: 'world', to: 'ann', amount: 100n },
  { kind: 'hold', hold: 'h', account: 'ann', amount: 10n, expiresAt: null },
  { kind: 'offer', offer: 'o', from: 'ann', to: 'bob', amount: 10n, expiresAt: null },
  {
    kind: 'schedule',
    schedule: 'soon',
    command: { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n },
    executeAt: 9_000_000_000_000,
  },
  { kind: 'pay', payment: 'p', account: 'ann', amount: 10n, group: 'g', rank: 1 },
  { kind: 'grant', credit: 'c', account: 'ann', amount: 10n, expiry: { n: 9 } },
] as const;

/** The object that each method of a book takes. */
export const INPUTS: Readonly<Record<string, object>> = {
  // There is no account that is refused before others are there; but `world` is never free.
  openAccount: { account: 'world', asset: GBP },
  updateAccount: { account: 'till', floor: -5n },
  closeAccount: { account: 'till' },
  transfer: { from: 'ann', to: 'bob', amount: 5n },
  post: {
    entries: [
      { account: 'ann', amount: -5n },
      { account: 'bob', amount: 5n },
    ],
  },
  distribute: { from: [{ account: 'ann' }], to: [{ account: 'bob', rest: true }], amount: 5n },
  hold: { hold: 'h2', account: 'ann', amount: 5n, expiresAt: null },
  capture: { hold: 'h', amount: 5n },
  adjustHold: { hold: 'h', amount: 12n },
  release: { hold: 'h' },
  offer: { offer: 'o2', from: 'ann', to: 'bob', amount: 5n, expiresAt: null },
  accept: { offer: 'o', account: 'bob' },
  cancel: { offer: 'o', account: 'ann' },
  decline: { offer: 'o', account: 'bob' },
  merge: { into: 'bob', from: 'till' },
  schedule: {
    schedule: 'later',
    command: { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n },
    executeAt: 9_000_000_000_000,
  },
  cancelSchedule: { schedule: 'soon', account: 'ann' },
  pay: { payment: 'p2', account: 'ann', amount: 5n },
  refund: { refund: 'r', account: 'ann', amount: 5n },
  grant: { credit: 'c2', account: 'ann', amount: 5n, expiry: null },
  spend: { account: 'ann', amount: 5n, clock: { n: 1 } },
  expireCredits: { account: 'ann', clock: { n: 9 } },
  voidCredit: { grantedTo: 'ann', credit: 'c' },
  extendCredit: { grantedTo: 'ann', credit: 'c', expiry: { n: 99 } },
  reverse: { transaction: 'fund-not-yet' },
  // Every book of today has them.
  startPurses: {},
};

/** Other objects of the same methods: what they may be asked for besides. */
const OTHERS: readonly (readonly [what: string, method: string, input: object])[] = [
  ['limits and a freeze', 'updateAccount', { account: 'ann', limits: [LIMIT], frozen: 'debits' }],
  ['no metadata', 'updateAccount', { account: 'ann', metadata: {} }],
  ['more than there is, by force', 'transfer', { from: 'ann', to: 'bob', amount: 500n, force: true }],
  ['by force', 'capture', { hold: 'h', amount: 500n, force: true }],
  [
    'with what is expected',
    'transfer',
    { from: 'ann', to: 'bob', amount: 5n, expect: [{ account: 'ann', available: { min: 5n } }] },
  ],
  ['more than is held', 'capture', { hold: 'h', amount: 15n, over: true }],
  ['as a payment', 'capture', { hold: 'h', payment: 'p3', group: 'g', rank: 2 }],
  ['what there is', 'spend', { account: 'ann', amount: 500n, clock: { n: 1 }, atMost: true }],
  [
    'from a moment on, first',
    'grant',
    { credit: 'c3', account: 'ann', amount: 5n, startsAt: 9, priority: 50 },
  ],
  [
    'in the order that there is',
    'grant',
    { credit: 'c4', account: 'ann', amount: 5n, order: 'rank-lex-id/v1' },
  ],
  ['another end', 'adjustHold', { hold: 'h', expiresAt: 9 }],
  [
    'all that there is',
    'distribute',
    { from: [{ account: 'ann' }], to: [{ account: 'bob', share: 1 }], amount: 'all' },
  ],
  [
    'of a group, to whoever paid',
    'refund',
    { refund: 'r', account: 'ann', amount: 5n, group: 'g', to: 'source' },
  ],
  [
    'of a list, in proportion',
    'refund',
    { refund: 'r', account: 'ann', amount: 5n, payments: ['p'], proRata: true },
  ],
];

/** What is never refused, and what is never anything else. */
export const NEVER_REFUSED = [
  [
    'recordImport',
    [{ id: ID, source: 's', fileHash: 'f', mappingHash: 'm', rows: 2, firstAt: 1, lastAt: null }],
  ],
  ['lockBefore', [3, { id: ID }]],
] as const;

export type Answer = { readonly ok: boolean; readonly replayed?: true };
type Ask = (options?: object) => Promise<Answer>;

/** A way to ask for something under ID: a method of a book, or of the house. */
export interface Way {
  readonly name: string;
  /** Whether it is accepted once the books are prepared. */
  readonly becomesPossible: boolean;
  /** Whether the method is asked for in another way, too. */
  readonly isAnother?: true;
  /** Whether it is on both books. */
  readonly isAcross?: true;
  readonly ask: (house: House, books: readonly [string, string]) => Ask;
}

function wayOf(name: string, method: string, input: object): Way {
  return {
    name,
    becomesPossible: !['openAccount', 'reverse', 'startPurses'].includes(method),
    ask:
      (house, [book]) =>
      (options) =>
        perform(house.book(book), [method, { id: ID, ...input }, options]) as Promise<Answer>,
  };
}

export const WAYS: readonly Way[] = [
  ...Object.entries(INPUTS).map(([method, input]) => wayOf(method, method, input)),
  ...OTHERS.map(
    ([what, method, input]): Way => ({ ...wayOf(`${method}, ${what}`, method, input), isAnother: true }),
  ),
  {
    name: 'lockBefore',
    becomesPossible: false,
    ask:
      (house, [book]) =>
      (options) =>
        perform(house.book(book), ['lockBefore', 9, { id: ID }, options]) as Promise<Answer>,
  },
  {
    name: 'submit',
    becomesPossible: true,
    ask:
      (house, [book]) =>
      async (options) => {
        const commands = [{ kind: 'transfer', from: 'ann', to: 'bob', amount: 5n }] as const;
        const [answer] = await house.book(book).submit([{ kind: 'atomic', id: ID, commands }], options);
        return answer as Answer;
      },
  },
  {
    name: 'house.atomic',
    becomesPossible: true,
    isAcross: true,
    ask: (house, books) => (options) =>
      house.atomic(
        books.map((book) => ({ book, kind: 'transfer', from: 'ann', to: 'bob', amount: 5n })),
        { id: ID, ...options },
      ),
  },
  {
    name: 'house.transfer',
    becomesPossible: true,
    isAcross: true,
    ask:
      (house, [one, other]) =>
      (options) =>
        house.transfer(
          { id: ID, from: { book: one, account: 'ann' }, to: { book: other, account: 'bob' }, amount: 5n },
          options,
        ),
  },
];
