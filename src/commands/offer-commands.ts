import type { Dated, Entries, Spec } from './entry.ts';
import { account, amount, end, named } from './field.ts';
import { FUNDS_REASONS, LIMIT_REASONS, MOVE_REASONS, PAIR_REASONS, type Reason } from './reasons.ts';

/** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
export interface Offer extends Dated {
  /** What is to be done. */
  readonly kind: 'offer';
  /** The offer's id, by which it is accepted, declined and cancelled. */
  readonly offer: string;
  /** The account whose money is offered. */
  readonly from: string;
  /** The account that may accept it. */
  readonly to: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** When it runs out, at this very moment, in milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** The target takes an offer. */
export interface Accept extends Dated {
  /** What is to be done. */
  readonly kind: 'accept';
  /** The offer that ends. */
  readonly offer: string;
  /** Its target, who resolves it. */
  readonly account: string;
}

/** The source takes an offer back. */
export interface Cancel extends Dated {
  /** What is to be done. */
  readonly kind: 'cancel';
  /** The offer that ends. */
  readonly offer: string;
  /** Its source, who resolves it. */
  readonly account: string;
}

/** The target turns an offer down. */
export interface Decline extends Dated {
  /** What is to be done. */
  readonly kind: 'decline';
  /** The offer that ends. */
  readonly offer: string;
  /** Its target, who resolves it. */
  readonly account: string;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const OFFER_REASONS = {
  offer: ['same_account', ...PAIR_REASONS, 'offer_exists', ...MOVE_REASONS],
  accept: ['offer_unknown', 'offer_not_pending', 'not_the_target', 'offer_resolved_later', ...FUNDS_REASONS],
  cancel: ['offer_unknown', 'offer_not_pending', 'not_the_source', 'offer_resolved_later', ...LIMIT_REASONS],
  decline: ['offer_unknown', 'offer_not_pending', 'not_the_target', 'offer_resolved_later', ...LIMIT_REASONS],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface OfferCommands {
  /** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
  readonly offer: Spec<Offer, { readonly reasons: (typeof OFFER_REASONS)['offer'] }>;
  /** The target takes an offer. */
  readonly accept: Spec<Accept, { readonly reasons: (typeof OFFER_REASONS)['accept'] }>;
  /** The source takes an offer back. */
  readonly cancel: Spec<Cancel, { readonly reasons: (typeof OFFER_REASONS)['cancel'] }>;
  /** The target turns an offer down. */
  readonly decline: Spec<Decline, { readonly reasons: (typeof OFFER_REASONS)['decline'] }>;
}

export const OFFERS: Entries<OfferCommands> = {
  offer: {
    kind: 'offer',
    fields: {
      offer: named('offer', 'names the offer'),
      from: account('who offers', 'from'),
      to: account('who may accept', 'to'),
      amount: amount(),
      expiresAt: end('when it runs out'),
    },
    events: ['offer_made'],
    reasons: OFFER_REASONS.offer,
    hasNaturalKey: true,
    cli: {
      summary: 'Offer an amount to an account, which must accept it; until then it is reserved.',
      examples: ['offer --offer o1 --from alice --to bob --amount 4.00 --expires-at 2026-11-28T10:00Z'],
      done: 'Offered {amount} from {from} to {to} as offer {offer} {expiresAt}',
    },
  },
  accept: {
    kind: 'accept',
    fields: {
      offer: named('offer', 'the offer'),
      account: account('the target of the offer'),
    },
    events: ['offer_accepted'],
    posts: true,
    reasons: OFFER_REASONS.accept,
    cli: {
      summary: 'Accept a pending offer: its target is paid.',
      examples: ['accept --offer o1 --account bob'],
      done: 'Accepted offer {offer} for {account}',
    },
  },
  cancel: {
    kind: 'cancel',
    fields: {
      offer: named('offer', 'the offer'),
      account: account('the source of the offer'),
    },
    events: ['offer_cancelled'],
    reasons: OFFER_REASONS.cancel,
    cli: {
      summary: 'Take a pending offer back.',
      examples: ['cancel --offer o1 --account alice'],
      done: 'Cancelled offer {offer} of {account}',
    },
  },
  decline: {
    kind: 'decline',
    fields: {
      offer: named('offer', 'the offer'),
      account: account('the target of the offer'),
    },
    events: ['offer_declined'],
    reasons: OFFER_REASONS.decline,
    cli: {
      summary: 'Turn a pending offer down.',
      examples: ['decline --offer o1 --account bob'],
      done: 'Declined offer {offer} for {account}',
    },
  },
};

/** Ends a pending offer: `accept` and `decline` by its target, `cancel` by its source. */
export type ResolveOffer = Accept | Cancel | Decline;
