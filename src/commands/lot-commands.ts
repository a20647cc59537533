import type { Clock } from '../base/clock.ts';
import type { Dated, Entries, Spec } from './entry.ts';
import {
  account,
  accountOrWorld,
  amount,
  amountOrZero,
  clock,
  count,
  flag,
  ids,
  named,
  optional,
  rules,
  text,
  withDefault,
} from './field.ts';
import { GRANT, type GrantSpec } from './grant-command.ts';
import { FUNDS_REASONS, MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';
import type { RefundRule } from './refund-rules.ts';

/** Posts a payment into an account and keeps it as a refundable lot. */
export interface Pay extends Dated {
  /** What is to be done. */
  readonly kind: 'pay';
  /** The payment's id, by which it is refunded. */
  readonly payment: string;
  /** The account that is paid. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** Who pays; default `world`. */
  readonly from?: string;
  /** What it is for, such as the number of an order: refunds can draw on the payments of one group only. Default: none. */
  readonly group?: string;
  /** Its place for the rule `RANK_FIRST`, a whole number from 0 up, the lowest first. Default: after all that have one. */
  readonly rank?: number;
}

/** Gives money of payments back: of one by id, or of those that `rules` choose among some or all. Answers what was drawn. */
export interface Refund extends Dated {
  /** What is to be done. */
  readonly kind: 'refund';
  /** The refund's id. */
  readonly refund: string;
  /** The account whose payments are given back. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** The one payment that gives it all; default: those that `rules` choose. */
  readonly payment?: string;
  /** Which payments give first, compared left to right; default: the oldest, then by id. */
  readonly rules?: readonly RefundRule[];
  /** Who gets it; `source`: whoever paid what is drawn, draw by draw; default: `world`. */
  readonly to?: string;
  /** Only payments of this group give. With neither `payment` nor `payments`. */
  readonly group?: string;
  /** Only these payments give, up to 1,000. With neither `payment` nor `group`. */
  readonly payments?: readonly string[];
  /** True: all that may give do so in proportion to what is left of them. Default: one after the other. */
  readonly proRata?: boolean;
}

/** Spends an account's live credits, in the order of the book. Answers what was drawn. */
export interface Spend extends Dated {
  /** What is to be done. */
  readonly kind: 'spend';
  /** The account whose credits are spent. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** What has happened as far as the spender knows: credits at or before it are expired. */
  readonly clock: Clock;
  /** Who is paid; default `world`. */
  readonly to?: string;
  /** True: where that is less than the amount, all that could be spent is; `credits_insufficient` only where nothing could. */
  readonly atMost?: boolean;
}

/** Posts what is left of the credits that are expired at a clock (breakage). Answers what was drawn. */
export interface ExpireCredits extends Dated {
  /** What is to be done. */
  readonly kind: 'expire_credits';
  /** The account whose credits are expired. */
  readonly account: string;
  /** What has happened: credits at or before it are expired. */
  readonly clock: Clock;
  /** Who gets the breakage; default `world`. */
  readonly to?: string;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const LOT_REASONS = {
  pay: ['same_account', ...PAIR_REASONS, 'payment_exists', ...MOVE_REASONS],
  refund: [
    'same_account',
    ...PAIR_REASONS,
    'refund_exists',
    'account_merged_since',
    'payment_unknown',
    'payment_of_another_account',
    'payment_later',
    'payment_insufficient',
    'payments_insufficient',
    ...MOVE_REASONS,
  ],
  spend: [
    'same_account',
    ...PAIR_REASONS,
    'account_merged_since',
    'credits_insufficient',
    'credit_expired',
    ...MOVE_REASONS,
  ],
  expire_credits: ['same_account', ...PAIR_REASONS, 'account_merged_since', ...FUNDS_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** What is paid and granted, and what draws on it. */
export interface LotCommands {
  /** Posts a payment into an account and keeps it as a refundable lot. */
  readonly pay: Spec<Pay, { readonly reasons: (typeof LOT_REASONS)['pay'] }>;
  /** Gives money of payments back: of one by id, or of those that `rules` choose among some or all. Answers what was drawn. */
  readonly refund: Spec<
    Refund,
    { readonly reasons: (typeof LOT_REASONS)['refund']; readonly details: 'payments' }
  >;
  /** Posts a credit into an account: a spendable lot that expires at a vector clock, at a moment, or never. */
  readonly grant: GrantSpec;
  /** Spends an account's live credits, in the order of the book. Answers what was drawn. */
  readonly spend: Spec<Spend, { readonly reasons: (typeof LOT_REASONS)['spend']; readonly details: 'spent' }>;
  /** Posts what is left of the credits that are expired at a clock (breakage). Answers what was drawn. */
  readonly expireCredits: Spec<
    ExpireCredits,
    { readonly reasons: (typeof LOT_REASONS)['expire_credits']; readonly details: 'spent' }
  >;
}

export const LOTS: Entries<LotCommands> = {
  pay: {
    kind: 'pay',
    fields: {
      payment: named('payment', 'names the payment'),
      account: account('who is paid'),
      amount: amountOrZero(),
      from: accountOrWorld('who pays', 'from'),
      group: optional('none', text('what it is for, such as an order')),
      rank: optional('after all', count('its place for RANK_FIRST, the lowest first')),
    },
    events: ['payment_made'],
    posts: true,
    reasons: LOT_REASONS.pay,
    hasNaturalKey: true,
    cli: {
      summary: 'Post a payment into an account, and keep it so that it can be refunded.',
      examples: [
        'pay --payment p1 --account shop --amount 30.00',
        'pay --payment p2 --account shop --minor 500 --from alice',
        'pay --payment p3 --account shop --amount 5.00 --from alice --group order-7 --rank 1',
      ],
      done: 'Paid {amount} from {from} to {account} as payment {payment}',
    },
  },
  refund: {
    kind: 'refund',
    fields: {
      refund: named('refund', 'names the refund'),
      account: account('who was paid, and pays back'),
      amount: amountOrZero(),
      payment: optional('the rules choose', named('payment', 'the payment to refund')),
      rules: rules('in which order to draw'),
      to: accountOrWorld('who gets it, or "source": whoever paid what is drawn', 'to'),
      group: optional('any', text('draw on payments of this group only')),
      payments: optional('any', ids('draw on this payment only; repeat it for several')),
      proRata: withDefault(false, flag('draw on all of them in proportion to what is left'), 'false'),
    },
    exclusive: ['payment', 'payments', 'group'],
    events: ['payment_refunded'],
    posts: true,
    reasons: LOT_REASONS.refund,
    details: 'payments',
    hasNaturalKey: true,
    cli: {
      summary:
        'Give money of payments back: of one payment, or of several that rules choose. Shows what was taken.',
      examples: [
        'refund --refund r1 --account shop --amount 5.00 --payment p1',
        'refund --refund r2 --account shop --amount 5.00 --rules LARGEST_REMAINING_FIRST,OLDEST_FIRST',
        'refund --refund r3 --account shop --amount 5.00 --group order-7 --rules RANK_FIRST --to source',
      ],
      done: 'Refunded {amount} from {account} to {to} as refund {refund}',
    },
  },
  grant: GRANT,
  spend: {
    kind: 'spend',
    fields: {
      account: account('whose credits'),
      amount: amount(),
      clock: clock('what has happened so far'),
      to: accountOrWorld('who is paid', 'to'),
      atMost: withDefault(false, flag('spend what there is, where that is less'), 'false'),
    },
    events: ['credits_spent'],
    posts: true,
    reasons: LOT_REASONS.spend,
    details: 'spent',
    cli: {
      summary: "Spend an account's live credits, soonest expiry first. Shows what was taken.",
      examples: [
        'spend --account alice --amount 3.00 --clock node-1=2',
        'spend --account alice --minor 300 --clock none --to shop',
        'spend --account alice --amount 80.00 --clock none --to shop --at-most',
      ],
      done: 'Spent {amount} of the credits of {account} to {to}',
    },
  },
  expireCredits: {
    kind: 'expire_credits',
    fields: {
      account: account('whose credits'),
      clock: clock('what has happened so far'),
      to: accountOrWorld('who gets it', 'to'),
    },
    events: ['credits_expired'],
    posts: true,
    reasons: LOT_REASONS.expire_credits,
    details: 'spent',
    cli: {
      summary:
        'Post away what is left of the credits that are expired at a vector clock. Shows what was taken.',
      examples: ['expire-credits --account alice --clock node-1=4,node-2=5 --to breakage'],
      done: 'Expired {amount} of the credits of {account} to {to}',
    },
  },
};
