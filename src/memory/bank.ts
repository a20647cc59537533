import { type AmountInput, positiveAmount } from '../base/amount.ts';
import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { nonNegativeDuration, timestamp } from '../base/timestamp.ts';
import type { SingleCommand } from '../commands/command-table.ts';
import { WORLD } from '../commands/field.ts';
import type { Reason } from '../commands/reasons.ts';
import { Book } from '../kernel/book.ts';
import { type Balances, balancesOf } from '../kernel/time/delta.ts';
import { afterAll } from '../kernel/time/instant.ts';
import { ownId } from './own-ids.ts';
import { isRefused } from './refusal.ts';

/** How long transfers stay pending. */
export interface BankOptions {
  /** How long a transfer stays pending, in the unit of the timestamps. Default 86,400. */
  readonly transferTtl?: number | undefined;
}

/** What is frozen on its way out of an account, and on its way to it. */
export interface PendingTotals {
  /** Frozen on its way out. */
  readonly outgoing: bigint;
  /** Frozen on its way in. */
  readonly incoming: bigint;
}

/** Totals of deposits, withdrawals and accepted transfers, those of merged accounts included. */
export interface HistoricalTotals {
  /** All that ever came in. */
  readonly in: bigint;
  /** All that ever went out. */
  readonly out: bigint;
}

/**
 * Transfers that the target accepts, merges of accounts, and balances at any time: in memory, synchronous.
 * Calls may come with any timestamps: one is accepted exactly when, with it in its place in time, it and
 * every later accepted one succeed; what was answered is never taken back. Deposits, withdrawals, transfers,
 * acceptances and reads cost O(log n), once more for each later merge of an account they touch.
 */
export class Bank {
  readonly #book = new Book();
  readonly #transferTtl: number;
  #transfers = 0;

  constructor(options: BankOptions = {}) {
    const { transferTtl = 86_400 } = readOptions('options', options, ['transferTtl']);
    this.#transferTtl = nonNegativeDuration('transferTtl', transferTtl);
  }

  /** False when the id lives at, or anywhere after, that time. */
  createAccount(at: number, accountId: string): boolean {
    const effectiveAt = timestamp('timestamp', at);
    const account = checkOwnId('accountId', accountId);
    return this.#execute({ kind: 'open_account', account, asset: 'UNIT/0', effectiveAt }, ['account_exists']);
  }

  /** False when the account does not exist at that time. */
  deposit(at: number, accountId: string, amount: AmountInput): boolean {
    const effectiveAt = timestamp('timestamp', at);
    const to = checkOwnId('accountId', accountId);
    const checked = positiveAmount('amount', amount);
    const command = { kind: 'transfer', from: WORLD, to, amount: checked, effectiveAt } as const;
    return this.#execute(command, ['account_unknown']);
  }

  /** False when the account does not exist at that time, or cannot bear it then or at any later time. */
  withdraw(at: number, accountId: string, amount: AmountInput): boolean {
    const effectiveAt = timestamp('timestamp', at);
    const from = checkOwnId('accountId', accountId);
    const checked = positiveAmount('amount', amount);
    const command = { kind: 'transfer', from, to: WORLD, amount: checked, effectiveAt } as const;
    return this.#execute(command, ['account_unknown', 'insufficient_funds']);
  }

  /** Freezes the amount until the target accepts. The id of the transfer, or null when it is refused. */
  transfer(at: number, sourceId: string, targetId: string, amount: AmountInput): string | null {
    const effectiveAt = timestamp('timestamp', at);
    const from = checkOwnId('sourceId', sourceId);
    const to = checkOwnId('targetId', targetId);
    const checked = positiveAmount('amount', amount);
    const expiresAt = effectiveAt + this.#transferTtl;
    if (!Number.isSafeInteger(expiresAt)) {
      throw new TallystickError('bad_timestamp', 'timestamp', at, 'an expiry that is a safe integer');
    }
    const offer = `transfer${this.#transfers + 1}`;
    const command = { kind: 'offer', offer, from, to, amount: checked, expiresAt, effectiveAt } as const;
    if (!this.#execute(command, ['same_account', 'account_unknown', 'insufficient_funds'])) return null;
    this.#transfers += 1;
    return offer;
  }

  /** True when the transfer is pending at that time and the account is exactly its target then. */
  acceptTransfer(at: number, accountId: string, transferId: string): boolean {
    const effectiveAt = timestamp('timestamp', at);
    const account = checkOwnId('accountId', accountId);
    const offer = checkId('transferId', transferId);
    return this.#execute({ kind: 'accept', offer, account, effectiveAt }, [
      'offer_unknown',
      'offer_not_pending',
      'not_the_target',
      'offer_resolved_later',
      'insufficient_funds',
    ]);
  }

  /** Account 2 goes into account 1. False when the ids are equal, either does not exist then, or it is too late. */
  mergeAccounts(at: number, accountId1: string, accountId2: string): boolean {
    const effectiveAt = timestamp('timestamp', at);
    const into = checkOwnId('accountId1', accountId1);
    const from = checkOwnId('accountId2', accountId2);
    return this.#execute({ kind: 'merge', into, from, effectiveAt }, [
      'same_account',
      'account_unknown',
      'account_named_later',
      'offer_resolved_later',
    ]);
  }

  /** What the account could spend just after everything at `timeAt`; null where it did not exist then. */
  getBalance(at: number, accountId: string, timeAt: number): bigint | null {
    return this.#balances(at, accountId, timeAt)?.available ?? null;
  }

  /** What was pending just after everything at `timeAt`; null where the account did not exist then. */
  pendingTotals(at: number, accountId: string, timeAt: number): PendingTotals | null {
    const balances = this.#balances(at, accountId, timeAt);
    return balances && { outgoing: balances.held, incoming: balances.incoming };
  }

  /** What had come in and gone out until just after everything at `timeAt`; null as above. */
  historicalTotals(at: number, accountId: string, timeAt: number): HistoricalTotals | null {
    const balances = this.#balances(at, accountId, timeAt);
    return balances && { in: balances.inflow, out: balances.outflow };
  }

  // Answers are by what is known now, so the time of asking is checked and makes no difference.
  #balances(at: number, accountId: string, timeAt: number): Balances | null {
    timestamp('timestamp', at);
    const id = checkOwnId('accountId', accountId);
    const moment = timestamp('timeAt', timeAt);
    const account = this.#book.state.accounts.living(id, afterAll(moment));
    return account === undefined ? null : balancesOf(account.timeline.sumsAt(moment));
  }

  #execute(command: SingleCommand, answers: readonly Reason[]): boolean {
    const amount = 'amount' in command ? command.amount : undefined;
    return !isRefused(this.#book.execute(command), amount, answers);
  }
}

function checkOwnId(field: string, accountId: unknown): string {
  return ownId(checkId(field, accountId));
}
