import { type AmountInput, positiveAmount } from '../base/amount.ts';
import { assert } from '../base/assert.ts';
import { canonicalText } from '../base/canonical-bytes.ts';
import { readOptions } from '../base/checked-options.ts';
import { type Clock, type ClockInput, parseClock } from '../base/clock.ts';
import { FirstAnswers } from '../base/first-answers.ts';
import { checkId } from '../base/id.ts';
import { BEGINNING } from '../base/timestamp.ts';
import { Book } from '../kernel/book.ts';
import { sumSpendable } from '../kernel/credit/pick-credits.ts';
import { afterAll } from '../kernel/time/instant.ts';
import { ownId } from './own-ids.ts';
import { isRefused, type Ok, type Refusal, type Result } from './refusal.ts';

/** There is no wall clock here, so everything happens at one moment; the vector clocks alone decide. */
const ALWAYS = BEGINNING;

/** Whether a credit was added, was there, or is another one under that id. */
export type AddCreditResult = Result<
  {
    /** `exists` for the same credit again. */
    readonly status: 'added' | 'exists';
  },
  'credit_conflict'
>;

/** What one credit gives towards a use. */
export interface CreditAllocation {
  /** The credit's id. */
  readonly creditId: string;
  /** What was taken of it, in minor units. */
  readonly amount: bigint;
}

/** What a use took, and by which spending order (its name and version); or why nothing. */
export type UseCreditResult =
  | Ok<{
      /** What each credit gave, in the order drawn. */
      readonly allocations: readonly CreditAllocation[];
      /** The name and version of the order in which credits were drawn. */
      readonly policy: string;
    }>
  | Refusal<
      'insufficient_credits',
      {
        /** What the live credits have in all, in minor units. */
        readonly available: bigint;
      }
    >
  | Refusal<'request_conflict'>;

/**
 * Credits that expire at a vector clock and are spent soonest first: in memory, synchronous. Each operation is
 * judged by the clock it carries. With k credits of a user and d components, adding costs O(d log k) and using
 * O(d log k) for each credit touched, however many expired ones lie before them. Malformed input throws a
 * TallystickError and changes nothing.
 */
export class CreditBalance {
  readonly #book = new Book({ keepsHistory: false, hasPurses: false });
  readonly #answers = new FirstAnswers<UseCreditResult>();

  /**
   * Adds a credit. The same credit again is `exists`, another amount or expiry under its id `credit_conflict`.
   * `expiryVc` null never expires; `{}` is always expired.
   */
  add(userId: string, creditId: string, amount: AmountInput, expiryVc: ClockInput | null): AddCreditResult {
    const account = ownId(checkId('userId', userId));
    const credit = checkId('creditId', creditId);
    const checked = positiveAmount('amount', amount);
    const expiry = expiryVc === null ? null : parseClock('expiryVc', expiryVc);
    this.#open(account);
    const command = { kind: 'grant', credit, account, amount: checked, expiry, effectiveAt: ALWAYS } as const;
    const decision = this.#book.execute(command);
    if (!isRefused(decision, amount, ['credit_exists', 'credit_conflict']))
      return { ok: true, status: 'added' };
    if (decision.reason === 'credit_exists') return { ok: true, status: 'exists' };
    return { ok: false, reason: 'credit_conflict' };
  }

  /**
   * Spends credits that are live at the clock, all or nothing. With a `requestId` the same request again gets
   * the first answer, a refusal too, and spends nothing; another one under that id is `request_conflict`.
   */
  use(
    userId: string,
    amount: AmountInput,
    atVc: ClockInput,
    options: {
      /** The same id again gets the first answer and spends nothing. */ readonly requestId?:
        | string
        | undefined;
    } = {},
  ): UseCreditResult {
    const user = checkId('userId', userId);
    const checked = positiveAmount('amount', amount);
    const clock = parseClock('atVc', atVc);
    const taken = readOptions('options', options, ['requestId']);
    const spend = (): UseCreditResult => this.#spend(user, checked, clock);
    if (taken.requestId === undefined) return spend();
    const requestId = checkId('requestId', taken.requestId);
    const body = canonicalText([user, checked, clock.ids, clock.counters]);
    const remembered = this.#answers.answer(requestId, body, spend);
    return remembered.kind === 'conflict' ? { ok: false, reason: 'request_conflict' } : remembered.answer;
  }

  #spend(user: string, amount: bigint, clock: Clock): UseCreditResult {
    const { state } = this.#book;
    const account = ownId(user);
    const decision = this.#book.execute({ kind: 'spend', account, amount, clock, effectiveAt: ALWAYS });
    if (isRefused(decision, amount, ['credits_insufficient', 'account_unknown'])) {
      return Object.freeze({
        ok: false,
        reason: 'insufficient_credits',
        available: decision.available ?? 0n,
      });
    }
    assert(decision.kind === 'credits_spent', 'a spend that is not refused spends');
    const allocations = decision.draws.map((draw) => {
      const credit = state.credits.get(draw.lot);
      assert(credit !== undefined, 'what was drawn on is in the book');
      return Object.freeze({ creditId: credit.id, amount: draw.amount });
    });
    // Frozen, because the answer to a request is kept and must be the same the next time.
    return Object.freeze({ ok: true, allocations: Object.freeze(allocations), policy: decision.policy });
  }

  /** What `use` could spend at that clock. O(d k). */
  balance(userId: string, atVc: ClockInput): bigint {
    const user = checkId('userId', userId);
    const clock = parseClock('atVc', atVc);
    const account = this.#book.state.accounts.livesOf(ownId(user))[0];
    return account === undefined
      ? 0n
      : sumSpendable(this.#book.state.creditsByAccount.all(account.row.key), {
          clock,
          place: afterAll(ALWAYS),
        });
  }

  #open(account: string): void {
    if (this.#book.state.accounts.livesOf(account).length > 0) return;
    const command = { kind: 'open_account', account, asset: 'UNIT/0', effectiveAt: ALWAYS } as const;
    isRefused(this.#book.execute(command), undefined, []);
  }
}
