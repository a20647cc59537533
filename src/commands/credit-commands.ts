import type { Dated, Entries, Spec } from './entry.ts';
import { account, named, ordinal, withDefault } from './field.ts';
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

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const CREDIT_REASONS = {
  void_credit: ['credit_unknown', 'credit_not_here', ...LIMIT_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** What is done with one credit that was granted. */
export interface CreditCommands {
  /** Takes what is left of one credit, whoever has it now, and posts it to `world`. Answers what was taken: nothing where nothing was left. */
  readonly voidCredit: Spec<
    VoidCredit,
    { readonly reasons: (typeof CREDIT_REASONS)['void_credit']; readonly details: 'credits' }
  >;
}

export const CREDITS: Entries<CreditCommands> = {
  voidCredit: {
    kind: 'void_credit',
    fields: {
      grantedTo: account('whom it was granted to'),
      credit: named('credit', 'which one'),
      grantedToLife: withDefault(1, ordinal('which life of that account'), 'the first'),
    },
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
};
