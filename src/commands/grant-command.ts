import type { Clock } from '../base/clock.ts';
import { TallystickError } from '../base/error.ts';
import { CREDIT_ORDERS, type CreditOrder, DEFAULT_CREDIT_ORDER, DEFAULT_PRIORITY } from './credit-orders.ts';
import type { Dated, Entry, Spec } from './entry.ts';
import {
  account,
  accountOrWorld,
  amount,
  clockOrNever,
  count,
  end,
  filled,
  moment,
  named,
  optional,
  withDefault,
  word,
} from './field.ts';
import { MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';

/** Posts a credit into an account: a spendable lot that expires at a vector clock, at a moment, or never. */
export interface Grant extends Dated {
  /** What is to be done. */
  readonly kind: 'grant';
  /** The credit's id. */
  readonly credit: string;
  /** The account that gets it. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** The vector clock at which it expires. Default: null, at none. */
  readonly expiry?: Clock | null;
  /** The moment from which on it is expired, in milliseconds: after `effectiveAt`. Default: none. Not with `expiry`. */
  readonly expiresAt?: number | null;
  /** Who grants; default `world`. */
  readonly from?: string;
  /** The moment from which on it can be spent, in milliseconds: before `expiresAt`. Default: from its grant on. */
  readonly startsAt?: number;
  /** A whole number from 0 up, the lowest is spent first; default 50. Only in a book with the order `priority-expiry/v1`. */
  readonly priority?: number;
  /** The order in which the credits of the book are spent, which its first grant fixes. Default: that of the book, of a new one `rank-lex-id/v1`. */
  readonly order?: CreditOrder;
}

/** Why its rule may refuse it, in the order in which that is checked. */
const REASONS = [
  'same_account',
  ...PAIR_REASONS,
  'purses_not_started',
  'credit_order_differs',
  'credit_exists',
  'credit_conflict',
  ...MOVE_REASONS,
] as const satisfies readonly Reason[];

/** A grant, and why it may be refused. */
export type GrantSpec = Spec<Grant, { readonly reasons: typeof REASONS }>;

/** Priorities are of one of the orders, and would mean nothing in the other. */
function checkTogether(path: string, { order, priority }: Record<string, unknown>): void {
  if (order !== DEFAULT_CREDIT_ORDER || priority === undefined) return;
  throw new TallystickError('bad_command', `${path}priority`, priority, `nothing beside order ${order}`);
}

export const GRANT: Entry<Grant> & { readonly reasons: typeof REASONS } = {
  kind: 'grant',
  fields: {
    credit: named('credit', 'names the credit'),
    account: account('who gets it'),
    amount: amount(),
    expiry: filled(null, clockOrNever('the vector clock at which it expires'), 'never'),
    from: accountOrWorld('who grants it', 'from'),
    expiresAt: withDefault(null, end('when it expires'), 'never'),
    startsAt: optional('at once', moment('from when on it can be spent')),
    priority: withDefault(DEFAULT_PRIORITY, count('the lowest is spent first'), `${DEFAULT_PRIORITY}`),
    order: optional("the book's", word('in which order credits of the book are spent', CREDIT_ORDERS)),
  },
  exclusive: ['expiry', 'expiresAt'],
  checkTogether,
  events: ['credit_granted'],
  posts: true,
  reasons: REASONS,
  hasNaturalKey: true,
  cli: {
    summary:
      'Post a credit into an account: spendable until a moment, or until a vector clock has come to its expiry.',
    examples: [
      'grant --credit c1 --account alice --amount 5.00 --expiry node-1=3,node-2=5',
      'grant --credit c2 --account alice --minor 500 --expiry never',
      'grant --credit c3 --account alice --amount 5.00 --starts-at 2027-01-01 --expires-at 2027-01-31',
      'grant --credit c4 --account alice --amount 5.00 --order priority-expiry/v1 --priority 10',
    ],
    done: 'Granted {amount} to {account} from {from} as credit {credit}',
  },
};
