import type { HouseInput, SingleInput } from '../house/house-input.ts';

/** What one node has in memory, what another node does, and what the first one must not get wrong then. */
export interface StaleCase {
  readonly name: string;
  /** Done by the first node, so that its memory is warm. */
  readonly before: readonly HouseInput[];
  /** Done by the other node. */
  readonly meanwhile: readonly HouseInput[];
  /** Asked of the first node, which would decide otherwise if it had not noticed. */
  readonly asked: HouseInput;
  /** `yes`, `same` for the very answer that the other node got, or why not. */
  readonly outcome: string;
}

const NEVER = { expiresAt: null } as const;
const HOLD = { kind: 'hold', hold: 'h', account: 'a', amount: 60n, ...NEVER } as const;
const OFFER = { kind: 'offer', offer: 'o', from: 'a', to: 'b', amount: 60n, ...NEVER } as const;
const PAY = { kind: 'pay', payment: 'p', account: 'a', amount: 60n } as const;
const GRANT = { kind: 'grant', credit: 'c', account: 'a', amount: 60n, expiry: { n: 5n } } as const;
const OPEN_C = { kind: 'open_account', account: 'c', asset: 'GBP/2' } as const;
const EMPTY_A = { kind: 'transfer', id: 'empty', from: 'a', to: 'world', amount: 100n } as const;

const out = (amount: bigint): SingleInput => ({ kind: 'transfer', from: 'a', to: 'world', amount });

/** Accounts `a` and `b` are open, with 100 in each. */
export const STALE_CASES: readonly StaleCase[] = [
  {
    name: 'an account was emptied',
    before: [out(1n), { kind: 'transfer', from: 'world', to: 'a', amount: 1n }],
    meanwhile: [EMPTY_A],
    asked: out(1n),
    outcome: 'insufficient_funds',
  },
  {
    name: 'an empty account got money',
    before: [EMPTY_A],
    meanwhile: [{ kind: 'transfer', from: 'world', to: 'a', amount: 5n }],
    asked: out(5n),
    outcome: 'yes',
  },
  {
    name: 'money was held',
    before: [],
    meanwhile: [HOLD],
    asked: out(60n),
    outcome: 'insufficient_funds',
  },
  {
    name: 'a hold was captured',
    before: [HOLD],
    meanwhile: [{ kind: 'capture', hold: 'h' }],
    asked: { kind: 'release', hold: 'h' },
    outcome: 'hold_not_active',
  },
  {
    name: 'a part of a hold was captured',
    before: [HOLD],
    meanwhile: [{ kind: 'capture', hold: 'h', amount: 50n }],
    asked: { kind: 'capture', hold: 'h', amount: 20n },
    outcome: 'hold_insufficient',
  },
  {
    name: 'a hold was released',
    before: [HOLD],
    meanwhile: [{ kind: 'release', hold: 'h' }],
    asked: { kind: 'capture', hold: 'h' },
    outcome: 'hold_not_active',
  },
  {
    name: 'a hold that was not there was placed',
    before: [{ kind: 'capture', hold: 'h' }],
    meanwhile: [HOLD],
    asked: { kind: 'capture', hold: 'h' },
    outcome: 'yes',
  },
  {
    name: 'an offer was cancelled',
    before: [OFFER],
    meanwhile: [{ kind: 'cancel', offer: 'o', account: 'a' }],
    asked: { kind: 'accept', offer: 'o', account: 'b' },
    outcome: 'offer_not_pending',
  },
  {
    name: 'an offer was declined',
    before: [OFFER],
    meanwhile: [{ kind: 'decline', offer: 'o', account: 'b' }],
    asked: { kind: 'cancel', offer: 'o', account: 'a' },
    outcome: 'offer_not_pending',
  },
  {
    name: 'an offer was accepted',
    before: [OFFER],
    meanwhile: [{ kind: 'accept', offer: 'o', account: 'b' }],
    asked: { kind: 'decline', offer: 'o', account: 'b' },
    outcome: 'offer_not_pending',
  },
  {
    name: 'an account was closed',
    before: [
      OPEN_C,
      { kind: 'transfer', from: 'a', to: 'c', amount: 1n },
      { kind: 'transfer', from: 'c', to: 'a', amount: 1n },
    ],
    meanwhile: [{ kind: 'close_account', account: 'c' }],
    asked: { kind: 'transfer', from: 'a', to: 'c', amount: 1n },
    outcome: 'account_unknown',
  },
  {
    name: 'an account that was not there was opened',
    before: [{ kind: 'transfer', from: 'a', to: 'c', amount: 1n }],
    meanwhile: [OPEN_C],
    asked: { kind: 'transfer', from: 'a', to: 'c', amount: 1n },
    outcome: 'yes',
  },
  {
    name: 'an account id was taken',
    before: [{ kind: 'close_account', account: 'c' }],
    meanwhile: [OPEN_C],
    asked: OPEN_C,
    outcome: 'account_exists',
  },
  {
    name: 'an account was merged away',
    before: [],
    meanwhile: [{ kind: 'merge', into: 'b', from: 'a' }],
    asked: out(1n),
    outcome: 'account_unknown',
  },
  {
    name: 'another was merged into an account',
    before: [],
    meanwhile: [{ kind: 'merge', into: 'a', from: 'b' }],
    asked: out(200n),
    outcome: 'yes',
  },
  {
    name: 'an account was emptied that is to be closed',
    before: [{ kind: 'close_account', account: 'a' }],
    meanwhile: [EMPTY_A],
    asked: { kind: 'close_account', account: 'a' },
    outcome: 'yes',
  },
  {
    name: 'a payment was refunded',
    before: [PAY],
    meanwhile: [{ kind: 'refund', refund: 'r', account: 'a', payment: 'p', amount: 60n }],
    asked: { kind: 'refund', refund: 's', account: 'a', payment: 'p', amount: 1n },
    outcome: 'payment_insufficient',
  },
  {
    name: 'a payment was refunded by rules',
    before: [PAY],
    meanwhile: [{ kind: 'refund', refund: 'r', account: 'a', amount: 60n, rules: ['OLDEST_FIRST'] }],
    asked: { kind: 'refund', refund: 's', account: 'a', amount: 1n, rules: ['RECENT_FIRST'] },
    outcome: 'payments_insufficient',
  },
  {
    name: 'a payment came in',
    before: [{ kind: 'refund', refund: 's', account: 'a', amount: 1n, rules: [] }],
    meanwhile: [PAY],
    asked: { kind: 'refund', refund: 't', account: 'a', amount: 60n, rules: [] },
    outcome: 'yes',
  },
  {
    name: 'a credit was spent',
    before: [GRANT],
    meanwhile: [{ kind: 'spend', account: 'a', amount: 60n, clock: { n: 0n } }],
    asked: { kind: 'spend', account: 'a', amount: 1n, clock: { n: 0n } },
    outcome: 'credits_insufficient',
  },
  {
    name: 'credits were expired',
    before: [GRANT],
    meanwhile: [{ kind: 'expire_credits', account: 'a', clock: { n: 9n } }],
    asked: { kind: 'spend', account: 'a', amount: 1n, clock: { n: 0n } },
    outcome: 'credits_insufficient',
  },
  {
    name: 'a credit was voided',
    before: [GRANT],
    meanwhile: [{ kind: 'void_credit', grantedTo: 'a', credit: GRANT.credit }],
    asked: { kind: 'spend', account: 'a', amount: 1n, clock: { n: 0n } },
    outcome: 'credits_insufficient',
  },
  {
    name: 'a credit was extended',
    before: [GRANT],
    // An extension alone changes nothing that a transaction has seen in balances.
    meanwhile: [
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      { kind: 'extend_credit', grantedTo: 'a', credit: GRANT.credit, expiry: { n: 90n, m: 90n } },
    ],
    asked: { kind: 'extend_credit', grantedTo: 'a', credit: GRANT.credit, expiry: { n: 89n } },
    outcome: 'expires_no_later',
  },
  {
    name: 'a transaction was reversed',
    before: [{ kind: 'transfer', id: 't', from: 'a', to: 'b', amount: 10n }],
    meanwhile: [{ kind: 'reverse', transaction: 't' }],
    asked: { kind: 'reverse', transaction: 't' },
    outcome: 'already_reversed',
  },
  {
    name: 'an id was used for the same',
    before: [{ kind: 'transfer', id: 'i', from: 'a', to: 'c', amount: 1n }, OPEN_C],
    meanwhile: [EMPTY_A],
    asked: EMPTY_A,
    outcome: 'same',
  },
  {
    name: 'an id was used for something else',
    before: [],
    meanwhile: [EMPTY_A],
    asked: { ...EMPTY_A, amount: 1n },
    outcome: 'id_conflict',
  },
  {
    name: 'an id was used inside of a group',
    before: [],
    meanwhile: [{ kind: 'atomic', id: 'g', commands: [{ ...EMPTY_A, amount: 1n }] }],
    asked: { ...EMPTY_A, amount: 1n },
    outcome: 'id_conflict',
  },
  {
    name: 'an account was emptied that a group takes from',
    before: [],
    meanwhile: [EMPTY_A],
    asked: {
      kind: 'atomic',
      id: 'g',
      commands: [{ kind: 'transfer', from: 'b', to: 'a', amount: 9n }, out(10n)],
    },
    outcome: 'insufficient_funds',
  },
  {
    name: 'a posting took what was there',
    before: [],
    meanwhile: [
      {
        kind: 'post',
        entries: [
          { account: 'a', amount: -100n },
          { account: 'b', amount: 100n },
        ],
      },
    ],
    asked: {
      kind: 'post',
      entries: [
        { account: 'a', amount: -1n },
        { account: 'b', amount: 1n },
      ],
    },
    outcome: 'insufficient_funds',
  },
];
