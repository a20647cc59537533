import { type AmountInput, positiveAmount } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { BEGINNING, nonNegativeDuration, timestamp } from '../base/timestamp.ts';
import { WORLD } from '../commands/field.ts';
import type { Account } from '../kernel/account/account.ts';
import { Book } from '../kernel/book.ts';
import { balancesOf, type Delta } from '../kernel/time/delta.ts';
import { ownId } from './own-ids.ts';
import { isRefused } from './refusal.ts';

/**
 * Balances with holds that expire, and transactions that nest: in memory, synchronous. Amounts go in as a
 * `bigint` or a safe integer, of minor units, and come out as `bigint`; malformed input throws a
 * TallystickError and changes nothing. Each call costs O(1) amortised, O(log holds) where a hold changes.
 *
 * Each account has an observed time: the greatest timestamp that any call gave for it. What has no timestamp
 * happens at it, an older timestamp is answered as of it, and no rollback takes it back.
 */
export class Ledger {
  readonly #book = new Book({ keepsHistory: false });

  /** Raises posted. An unknown account comes into being. Throws `out_of_range` past 2^63 - 1. */
  deposit(accountId: string, amount: AmountInput): void {
    const id = checkOwnId(accountId);
    const checked = positiveAmount('amount', amount);
    const effectiveAt = this.#observedTime(this.#open(id));
    const transfer = { kind: 'transfer', from: WORLD, to: id, amount: checked, effectiveAt } as const;
    isRefused(this.#book.execute(transfer), amount, []);
  }

  /** Lowers posted; false when less is available. */
  withdraw(accountId: string, amount: AmountInput): boolean {
    const id = checkOwnId(accountId);
    const checked = positiveAmount('amount', amount);
    const account = this.#find(id);
    if (account === undefined) return false;
    const effectiveAt = this.#observedTime(account);
    const transfer = { kind: 'transfer', from: id, to: WORLD, amount: checked, effectiveAt } as const;
    return !isRefused(this.#book.execute(transfer), amount, ['insufficient_funds']);
  }

  /**
   * Reserves an amount until `timestampMs + ttlMs`: at that very moment it is available again. False when
   * less is available, or a hold of that id is active on the account.
   */
  placeHold(
    accountId: string,
    amount: AmountInput,
    holdId: string,
    timestampMs: number,
    ttlMs: number,
  ): boolean {
    const id = checkOwnId(accountId);
    const checked = positiveAmount('amount', amount);
    checkId('holdId', holdId);
    const from = timestamp('timestampMs', timestampMs);
    const expiresAt = from + nonNegativeDuration('ttlMs', ttlMs);
    if (!Number.isSafeInteger(expiresAt)) {
      throw new TallystickError('bad_timestamp', 'ttlMs', ttlMs, 'an expiry that is a safe integer');
    }
    const effectiveAt = this.#observe(this.#open(id), from);
    const hold = holdKey(id, holdId);
    const command = { kind: 'hold', hold, account: id, amount: checked, expiresAt, effectiveAt } as const;
    return !isRefused(this.#book.execute(command), amount, ['insufficient_funds', 'hold_exists']);
  }

  /** Gives a hold back: true if it was active. */
  releaseHold(accountId: string, holdId: string): boolean {
    return this.#endHold('release', accountId, holdId);
  }

  /** Takes a hold's amount out of posted: true if it was active. */
  captureHold(accountId: string, holdId: string): boolean {
    return this.#endHold('capture', accountId, holdId);
  }

  #endHold(kind: 'release' | 'capture', accountId: string, holdId: string): boolean {
    const id = checkOwnId(accountId);
    const hold = holdKey(id, checkId('holdId', holdId));
    const account = this.#find(id);
    if (account === undefined) return false;
    const decision = this.#book.execute({ kind, hold, effectiveAt: this.#observedTime(account) });
    return !isRefused(decision, undefined, ['hold_unknown', 'hold_not_active']);
  }

  /** What the account owns, active holds included; 0 for an unknown account. */
  postedBalance(accountId: string, timestampMs: number): bigint {
    return balancesOf(this.#sums(accountId, timestampMs)).posted;
  }

  /** What the account may spend: posted less its active holds; 0 for an unknown account. */
  availableBalance(accountId: string, timestampMs: number): bigint {
    return this.#sums(accountId, timestampMs).available;
  }

  #sums(accountId: string, timestampMs: number): Delta {
    const id = checkOwnId(accountId);
    const at = timestamp('timestampMs', timestampMs);
    const account = this.#open(id);
    return account.timeline.sumsAt(this.#observe(account, at));
  }

  /** Opens a layer inside the latest one, to any depth. */
  begin(): void {
    this.#book.begin();
  }

  /** Folds the latest layer into the one outside it, or makes it final; false when none is open. */
  commit(): boolean {
    return this.#book.commit();
  }

  /** Undoes exactly the latest layer; false when none is open. Costs what the layer did. */
  rollback(): boolean {
    return this.#book.rollback();
  }

  #find(id: string): Account | undefined {
    return this.#book.state.accounts.livesOf(id)[0];
  }

  /** The account, opened if it is new: even one that was only asked about has an observed time to keep. */
  #open(id: string): Account {
    const account = this.#find(id);
    if (account !== undefined) return account;
    const command = { kind: 'open_account', account: id, asset: 'UNIT/0', effectiveAt: BEGINNING } as const;
    isRefused(this.#book.execute(command), undefined, []);
    return this.#open(id);
  }

  #observedTime(account: Account): number {
    return Math.max(account.timeline.frontier, BEGINNING);
  }

  /** Moves the observed time on, and with it the frontier: holds behind it are over. */
  #observe(account: Account, at: number): number {
    account.timeline.advance(at);
    return this.#observedTime(account);
  }
}

function checkOwnId(accountId: unknown): string {
  return ownId(checkId('accountId', accountId));
}

/** Hold ids are per account here and per book in the kernel; the length keeps two pairs from meeting. */
function holdKey(accountId: string, holdId: string): string {
  return [accountId.length, accountId, holdId].join(':');
}
