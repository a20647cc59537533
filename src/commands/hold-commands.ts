import type { Dated, Entries, Spec } from './entry.ts';
import {
  account,
  accountOrWorld,
  amount,
  byForce,
  count,
  end,
  flag,
  named,
  optional,
  text,
  withDefault,
} from './field.ts';
import { LIMIT_REASONS, MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';

/** Reserves an amount until it is captured, released or expires at `expiresAt` (null: never). */
export interface Hold extends Dated {
  /** What is to be done. */
  readonly kind: 'hold';
  /** The hold's id, by which it is captured and released. */
  readonly hold: string;
  /** The account whose money is reserved. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** Gone at this very moment; null: never. */
  readonly expiresAt: number | null;
  /** Where captures pay to unless they say otherwise: another account in the same asset; default `world`. */
  readonly to?: string;
}

/** Posts a part of a hold, or all that is left of it; `final` gives back the rest. Answers what was taken. */
export interface Capture extends Dated {
  /** What is to be done. */
  readonly kind: 'capture';
  /** The hold that is captured. */
  readonly hold: string;
  /** Default: all that is left. */
  readonly amount?: bigint;
  /** True: what is left after this capture is released. */
  readonly final?: boolean;
  /** True: the amount may be more than is left; what is more is taken from what is available, and the hold has ended. */
  readonly over?: boolean;
  /** Who is paid, not the account of the hold; default: whom the hold names. */
  readonly to?: string;
  /** True: it has happened, so it is posted though the account falls under its floor, or the hold is over; default: false. */
  readonly force?: boolean;
  /** Keeps what was captured as a payment of this id, refundable as one made by `pay`; default: as none. */
  readonly payment?: string;
  /** What that payment is for, as of one made by `pay`: not without `payment`. Default: none. */
  readonly group?: string;
  /** Its place for the rule `RANK_FIRST`, as of one made by `pay`: not without `payment`. Default: after all that have one. */
  readonly rank?: number;
}

/** Sets how much may be captured of a hold in all, when it runs out, or both, from a moment on. */
export interface AdjustHold extends Dated {
  /** What is to be done. */
  readonly kind: 'adjust_hold';
  /** The hold that is adjusted. */
  readonly hold: string;
  /** All that may be captured, in minor units, what was captured before included. Default: as it is. */
  readonly amount?: bigint;
  /** Gone at this very moment; null: never. Default: as it is. */
  readonly expiresAt?: number | null;
}

/** Gives back what is left of a hold, and answers how much. */
export interface Release extends Dated {
  /** What is to be done. */
  readonly kind: 'release';
  /** The hold that is released. */
  readonly hold: string;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const HOLD_REASONS = {
  hold: ['same_account', ...PAIR_REASONS, 'hold_exists', ...MOVE_REASONS],
  capture: [
    'hold_unknown',
    'hold_not_active',
    'hold_insufficient',
    'hold_changed_later',
    'account_unknown',
    'same_account',
    'asset_mismatch',
    'payment_exists',
    ...MOVE_REASONS,
  ],
  adjust_hold: [
    'hold_unknown',
    'hold_not_active',
    'hold_insufficient',
    'hold_changed_later',
    'hold_exists',
    ...MOVE_REASONS,
  ],
  release: ['hold_unknown', 'hold_not_active', 'hold_changed_later', ...LIMIT_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface HoldCommands {
  /** Reserves an amount until it is captured, released or expires at `expiresAt` (null: never). */
  readonly hold: Spec<Hold, { readonly reasons: (typeof HOLD_REASONS)['hold'] }>;
  /** Posts a part of a hold, or all that is left of it; `final` gives back the rest. Answers what was taken. */
  readonly capture: Spec<
    Capture,
    { readonly reasons: (typeof HOLD_REASONS)['capture']; readonly details: 'captured' }
  >;
  /** Sets how much may be captured of a hold in all, when it runs out, or both, from a moment on. */
  readonly adjustHold: Spec<AdjustHold, { readonly reasons: (typeof HOLD_REASONS)['adjust_hold'] }>;
  /** Gives back what is left of a hold, and answers how much. */
  readonly release: Spec<
    Release,
    { readonly reasons: (typeof HOLD_REASONS)['release']; readonly details: 'taken' }
  >;
}

export const HOLDS: Entries<HoldCommands> = {
  hold: {
    kind: 'hold',
    fields: {
      hold: named('hold', 'names the hold'),
      account: account('whose money it is'),
      amount: amount(),
      expiresAt: end('when it runs out'),
      to: accountOrWorld('whom captures pay, unless they say otherwise', 'to'),
    },
    events: ['hold_placed'],
    reasons: HOLD_REASONS.hold,
    hasNaturalKey: true,
    redefines: ['hold'],
    cli: {
      summary: 'Reserve an amount, until it is captured or released, or runs out.',
      examples: [
        'hold --hold h1 --account alice --amount 5.00 --expires-at 2026-11-28T10:00Z --to shop',
        'hold --hold h2 --account alice --minor 500 --expires-at never',
      ],
      done: 'Held {amount} of {account} for {to} as hold {hold} {expiresAt}',
    },
  },
  capture: {
    kind: 'capture',
    fields: {
      hold: named('hold', 'the hold'),
      amount: optional('all that is left', amount()),
      final: withDefault(false, flag('release what is left after it'), 'false'),
      over: withDefault(false, flag('take more than is left, where that is available'), 'false'),
      to: optional('as the hold says', account('who is paid', 'to')),
      force: byForce(),
      payment: optional('none', named('payment', 'names the refundable payment that is made of it')),
      group: optional('none', text('what that payment is for, such as an order')),
      rank: optional('after all', count('its place for RANK_FIRST, the lowest first')),
    },
    belongsTo: { group: 'payment', rank: 'payment' },
    events: ['hold_captured'],
    posts: true,
    reasons: HOLD_REASONS.capture,
    details: 'captured',
    hasNaturalKey: 'payment',
    cli: {
      summary: 'Post a part of a hold, or all that is left of it.',
      examples: [
        'capture --hold h1',
        'capture --hold h1 --amount 3.50 --final',
        'capture --hold h1 --amount 6.00 --over',
        'capture --hold h1 --payment order-1',
        'capture --hold h1 --payment p4 --group order-7 --rank 0',
        'capture --hold h1 --amount 5.00 --force',
      ],
      done: 'Captured {amount} of hold {hold}[ to {to}][ as payment {payment}]',
    },
  },
  adjustHold: {
    kind: 'adjust_hold',
    fields: {
      hold: named('hold', 'the hold'),
      amount: optional('as it is', amount('all that may be captured')),
      expiresAt: optional('as it is', end('when it runs out')),
    },
    events: ['hold_adjusted'],
    reasons: HOLD_REASONS.adjust_hold,
    cli: {
      summary: 'Set how much may be captured of a hold in all, when it runs out, or both.',
      examples: [
        'adjust-hold --hold h1 --amount 8.00',
        'adjust-hold --hold h1 --expires-at 2026-12-05T10:00Z',
      ],
      done: 'Adjusted hold {hold}[ to {amount}][ {expiresAt}]',
    },
  },
  release: {
    kind: 'release',
    fields: {
      hold: named('hold', 'the hold'),
    },
    events: ['hold_released'],
    reasons: HOLD_REASONS.release,
    details: 'taken',
    cli: {
      summary: 'Give back what is left of a hold.',
      examples: ['release --hold h1'],
      done: 'Released {amount} of hold {hold}',
    },
  },
};
