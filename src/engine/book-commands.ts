import type { CreditAllocation, PaymentAllocation, Refused } from './answer.ts';
import type { CommandKind, InputOf } from './inputs.ts';

/** What a refusal or an acceptance of one command says. */
type Maybe<Yes> = Promise<Yes | Refused>;

/**
 * Every command as a method that takes one options object. `id` is the idempotency key (made when absent), and
 * `effectiveAt` the moment in milliseconds at which it is true (now when absent). Amounts are minor units, a
 * bigint or a safe integer. Malformed input throws a TallystickError that names the field, before anything
 * changes; what business says no to is an answer with `ok: false` and a reason.
 *
 * @typeParam Yes what every acceptance says
 */
export abstract class BookCommands<Yes extends object> {
  /** Gives a command to whoever carries it out. */
  protected abstract perform(kind: CommandKind, input: unknown): Maybe<Yes & Record<never, never>>;

  /** Opens an account, or a new life of an id whose earlier lives have ended. */
  openAccount(input: InputOf<'open_account'>): Maybe<Yes> {
    return this.perform('open_account', input);
  }

  /** Closes an account that has no money, holds or incoming offers. */
  closeAccount(input: InputOf<'close_account'>): Maybe<Yes> {
    return this.perform('close_account', input);
  }

  /** Posts from one account to another, at once. `world` is whatever is outside the book. */
  transfer(input: InputOf<'transfer'>): Maybe<Yes> {
    return this.perform('transfer', input);
  }

  /** Posts entries that sum to zero for each asset. */
  post(input: InputOf<'post'>): Maybe<Yes> {
    return this.perform('post', input);
  }

  /** Reserves an amount until it is captured, released or expires at `expiresAt` (null: never). */
  hold(input: InputOf<'hold'>): Maybe<Yes> {
    return this.perform('hold', input);
  }

  /** Posts a part of a hold, or all that is left of it; `final` gives back the rest. Answers what was taken. */
  capture(input: InputOf<'capture'>): Maybe<Yes & { readonly amount: bigint }> {
    return this.perform('capture', input) as Maybe<Yes & { readonly amount: bigint }>; // Captures say it.
  }

  /** Gives back what is left of a hold, and answers how much. */
  release(input: InputOf<'release'>): Maybe<Yes & { readonly amount: bigint }> {
    return this.perform('release', input) as Maybe<Yes & { readonly amount: bigint }>; // Releases say it.
  }

  /** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
  offer(input: InputOf<'offer'>): Maybe<Yes> {
    return this.perform('offer', input);
  }

  /** The target takes an offer. */
  accept(input: InputOf<'accept'>): Maybe<Yes> {
    return this.perform('accept', input);
  }

  /** The source takes an offer back. */
  cancel(input: InputOf<'cancel'>): Maybe<Yes> {
    return this.perform('cancel', input);
  }

  /** The target turns an offer down. */
  decline(input: InputOf<'decline'>): Maybe<Yes> {
    return this.perform('decline', input);
  }

  /** Merges account `from` into account `into`: `from` is gone. */
  merge(input: InputOf<'merge'>): Maybe<Yes> {
    return this.perform('merge', input);
  }

  /** Posts a payment into an account and keeps it as a refundable lot. */
  pay(input: InputOf<'pay'>): Maybe<Yes> {
    return this.perform('pay', input);
  }

  /** Gives money of payments back: of one by id, or of those that `rules` choose. Answers what was drawn. */
  refund(input: InputOf<'refund'>): Maybe<Yes & { readonly allocations: readonly PaymentAllocation[] }> {
    return this.perform('refund', input) as Maybe<
      Yes & { readonly allocations: readonly PaymentAllocation[] } // Refunds say it.
    >;
  }

  /** Posts a credit into an account: a spendable lot that expires at a vector clock (null: never). */
  grant(input: InputOf<'grant'>): Maybe<Yes> {
    return this.perform('grant', input);
  }

  /** Spends an account's live credits, soonest expiry first. Answers what was drawn. */
  spend(input: InputOf<'spend'>): Maybe<Yes & { readonly allocations: readonly CreditAllocation[] }> {
    return this.perform('spend', input) as Maybe<
      Yes & { readonly allocations: readonly CreditAllocation[] } // Spends say it.
    >;
  }

  /** Posts what is left of the credits that are expired at a clock. Answers what was drawn. */
  expireCredits(
    input: InputOf<'expire_credits'>,
  ): Maybe<Yes & { readonly allocations: readonly CreditAllocation[] }> {
    return this.perform('expire_credits', input) as Maybe<
      Yes & { readonly allocations: readonly CreditAllocation[] } // Expiries say it.
    >;
  }

  /** Posts the opposite of a transaction, by the id of its command, and restores the lots it drew on. */
  reverse(input: InputOf<'reverse'>): Maybe<Yes> {
    return this.perform('reverse', input);
  }
}
