import type { CreditAllocation, Drawn, OpenNote, PaymentAllocation, Taken } from './answer.ts';
import { lockInput } from './command-input.ts';
import type { CommandKind, InputOf } from './inputs.ts';

/**
 * Every command as a method that takes one options object. `id` is the idempotency key (made when absent), and
 * `effectiveAt` the moment in milliseconds at which it is true (now when absent). Amounts are minor units, a
 * bigint or a safe integer. Malformed input throws a TallystickError that names the field, before anything
 * changes; what business says no to is an answer with `ok: false` and a reason.
 *
 * @typeParam Yes what every acceptance says
 * @typeParam No what every refusal says
 * @typeParam Rest what each method takes besides
 */
export abstract class BookCommands<
  Yes extends object,
  No extends object,
  Rest extends readonly unknown[] = readonly [],
> {
  /** @internal Gives a command to whoever carries it out. */
  protected abstract perform(kind: CommandKind, input: unknown, ...rest: Rest): Promise<Yes | No>;

  /**
   * Opens an account, or a new life of an id whose earlier lives have ended. Notes where the scale of its asset leaves it
   * little room.
   */
  openAccount(input: InputOf<'open_account'>, ...rest: Rest): Promise<(Yes & OpenNote) | No> {
    return this.perform('open_account', input, ...rest);
  }

  /** Closes an account that has no money, holds or incoming offers, and that no hold is to pay to. */
  closeAccount(input: InputOf<'close_account'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('close_account', input, ...rest);
  }

  /** Posts from one account to another, at once. `world` is whatever is outside the book. */
  transfer(input: InputOf<'transfer'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('transfer', input, ...rest);
  }

  /** Posts entries that sum to zero for each asset. */
  post(input: InputOf<'post'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('post', input, ...rest);
  }

  /** Reserves an amount until it is captured, released or expires at `expiresAt` (null: never). */
  hold(input: InputOf<'hold'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('hold', input, ...rest);
  }

  /** Posts a part of a hold, or all that is left of it; `final` gives back the rest. Answers what was taken. */
  capture(input: InputOf<'capture'>, ...rest: Rest): Promise<(Yes & Taken) | No> {
    return this.perform('capture', input, ...rest) as Promise<(Yes & Taken) | No>; // Captures say it.
  }

  /** Gives back what is left of a hold, and answers how much. */
  release(input: InputOf<'release'>, ...rest: Rest): Promise<(Yes & Taken) | No> {
    return this.perform('release', input, ...rest) as Promise<(Yes & Taken) | No>; // Releases say it.
  }

  /** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
  offer(input: InputOf<'offer'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('offer', input, ...rest);
  }

  /** The target takes an offer. */
  accept(input: InputOf<'accept'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('accept', input, ...rest);
  }

  /** The source takes an offer back. */
  cancel(input: InputOf<'cancel'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('cancel', input, ...rest);
  }

  /** The target turns an offer down. */
  decline(input: InputOf<'decline'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('decline', input, ...rest);
  }

  /** Merges account `from` into account `into`: `from` is gone. */
  merge(input: InputOf<'merge'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('merge', input, ...rest);
  }

  /** Posts a payment into an account and keeps it as a refundable lot. */
  pay(input: InputOf<'pay'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('pay', input, ...rest);
  }

  /** Gives money of payments back: of one by id, or of those that `rules` choose. Answers what was drawn. */
  refund(input: InputOf<'refund'>, ...rest: Rest): Promise<(Yes & Drawn<PaymentAllocation>) | No> {
    return this.perform('refund', input, ...rest) as Promise<
      (Yes & Drawn<PaymentAllocation>) | No // Refunds say it.
    >;
  }

  /** Posts a credit into an account: a spendable lot that expires at a vector clock (null: never). */
  grant(input: InputOf<'grant'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('grant', input, ...rest);
  }

  /** Spends an account's live credits, soonest expiry first. Answers what was drawn. */
  spend(input: InputOf<'spend'>, ...rest: Rest): Promise<(Yes & Drawn<CreditAllocation>) | No> {
    return this.perform('spend', input, ...rest) as Promise<
      (Yes & Drawn<CreditAllocation>) | No // Spends say it.
    >;
  }

  /** Posts what is left of the credits that are expired at a clock. Answers what was drawn. */
  expireCredits(
    input: InputOf<'expire_credits'>,
    ...rest: Rest
  ): Promise<(Yes & Drawn<CreditAllocation>) | No> {
    return this.perform('expire_credits', input, ...rest) as Promise<
      (Yes & Drawn<CreditAllocation>) | No // Expiries say it.
    >;
  }

  /** Posts the opposite of a transaction, by the id of its command, and restores the lots it drew on. */
  reverse(input: InputOf<'reverse'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('reverse', input, ...rest);
  }

  /**
   * Puts on record that a file was imported to its end, as `tallystick import` does: the source of its rows, hashes of the file and
   * of how it was read, how many rows it has, and from when to when they are. It moves nothing.
   */
  recordImport(input: InputOf<'record_import'>, ...rest: Rest): Promise<Yes | No> {
    return this.perform('record_import', input, ...rest);
  }

  /**
   * Closes the period before a moment, in milliseconds: whatever arrives from now on is refused as `period_closed` if it is
   * dated before it. A later call moves that moment, also back. It may not lie after the present.
   */
  async lockBefore(
    before: number,
    input: Omit<InputOf<'lock_before'>, 'before'> = {},
    ...rest: Rest
  ): Promise<Yes | No> {
    return await this.perform('lock_before', lockInput(before, input), ...rest);
  }
}
