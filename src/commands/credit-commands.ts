import type { Clock } from '../base/clock.ts';
import type { Dated, Entries, Spec } from './entry.ts';
import { account, clockOrNever, end, named, optional, ordinal, withDefault } from './field.ts';
import { LIMIT_REASONS, type Reason } from './reasons.ts';

/** Takes what is left of one credit, whoever has it now, and posts it to `world`. Answers what was taken: nothing where nothing was left. */
export interface VoidCredit extends Dated {
  /** What is to be done. */
  readonly kind: 'void_credit';
  /** The account that the credit was granted to, which may have been merged away since. */
  readonly grantedTo: string;
  /** The credit's id. */
  readonly credit: string;
  /** Which life of that account's id, counted from 1; default: the first. */
  readonly grantedToLife?: number;
}

/** Lets one credit expire later than it does, whoever has it now: what ends at a moment at a later one, what ends at a clock at a later one, or either never. */
export interface ExtendCredit extends Dated {
  /** What is to be done. */
  readonly kind: 'extend_credit';
  /** The account that the credit was granted to, which may have been merged away since. */
  readonly grantedTo: string;
  /** The credit's id. */
  readonly credit: string;
  /** Which life of that account's id, counted from 1; default: the first. */
  readonly grantedToLife?: number;
  /** The moment from which on it is expired, in milliseconds, later than the one that it has; null: never. This or `expiry`. */
  readonly expiresAt?: number | null;
  /** The vector clock at which it expires, later than the one that it has; null: never. This or `expiresAt`. */
  readonly expiry?: Clock | null;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const CREDIT_REASONS = {
  void_credit: ['credit_unknown', 'credit_not_here', ...LIMIT_REASONS],
  extend_credit: ['credit_unknown', 'credit_not_here', 'credit_expired', 'expires_no_later'],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** What is done with one credit that was granted. */
export interface CreditCommands {
  /** Takes what is left of one credit, whoever has it now, and posts it to `world`. Answers what was taken: nothing where nothing was left. */
  readonly voidCredit: Spec<
    VoidCredit,
    { readonly reasons: (typeof CREDIT_REASONS)['void_credit']; readonly details: 'credits' }
  >;
  /** Lets one credit expire later than it does, whoever has it now: what ends at a moment at a later one, what ends at a clock at a later one, or either never. */
  readonly extendCredit: Spec<ExtendCredit, { readonly reasons: (typeof CREDIT_REASONS)['extend_credit'] }>;
}

/** The fields that name one credit. */
const NAMING = {
  grantedTo: account('whom it was granted to'),
  credit: named('credit', 'which one'),
  grantedToLife: withDefault(1, ordinal('which life of that account'), 'the first'),
};

export const CREDITS: Entries<CreditCommands> = {
  voidCredit: {
    kind: 'void_credit',
    fields: NAMING,
    events: ['credit_voided'],
    posts: true,
    reasons: CREDIT_REASONS.void_credit,
    details: 'credits',
    cli: {
      summary: 'Take what is left of a credit, whoever has it now. Shows what was taken.',
      examples: ['void-credit --granted-to alice --credit c1'],
      done: 'Voided {amount} of credit {credit} of {grantedTo}',
    },
  },
  extendCredit: {
    kind: 'extend_credit',
    fields: {
      ...NAMING,
      expiresAt: optional('none', end('when it expires from now on')),
      expiry: optional('none', clockOrNever('the vector clock at which it expires from now on')),
    },
    exclusive: ['expiresAt', 'expiry'],
    needsOne: true,
    checkTogether: joinEnds,
    events: ['credit_extended'],
    reasons: CREDIT_REASONS.extend_credit,
    cli: {
      summary: 'Let a credit expire later than it does, whoever has it now.',
      examples: [
        'extend-credit --granted-to alice --credit c3 --expires-at 2027-06-30',
        'extend-credit --granted-to alice --credit c1 --expiry node-1=5,node-2=5',
        'extend-credit --granted-to alice --credit c3 --expires-at never',
      ],
      done: 'Extended credit {credit} of {grantedTo}[ {expiresAt}][ until {expiry}]',
    },
  },
};

/** Never is the same in both, and written in one way; null beside a clock says nothing. */
function joinEnds(_path: string, single: Record<string, unknown>): void {
  if (single.expiry === undefined) return;
  if (single.expiry !== null) {
    delete single.expiresAt;
    return;
  }
  delete single.expiry;
  single.expiresAt ??= null;
}
