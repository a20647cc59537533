import { WORLD } from '../../commands/field.ts';
import { type Account, lastSeqOf } from '../../kernel/account/account.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { balancesOf, type Delta } from '../../kernel/time/delta.ts';
import { afterAll, seqAt } from '../../kernel/time/instant.ts';
import type { StoredAccount } from '../../store/stored-account.ts';

/** What an account has at a moment. Amounts are in minor units of its asset. */
export interface Balance extends Amounts {
  /** The account's id. */
  readonly account: string;
  /** Its asset: code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** What made up `posted`: in - out. */
  readonly totals: GrossTotals;
  /**
   * The number of the latest accepted command that changed the account, at whatever moment: moved it, or opened it, set its terms or
   * ended it. An `expect` names it. Missing as known at an earlier time, and inside of a transaction, whose numbers are not
   * given yet.
   */
  readonly lastSeq?: number;
  /** In a house that is only read: how many things its book has due and has not decided, at most 1,000. Absent: none. */
  readonly due?: number;
}

/** What is left of the credits of an account, in minor units. */
export interface CreditSums {
  /** All of it. */
  readonly remaining: bigint;
  /** The part of it that dates let be spent. Clocks play no part: what expired by one counts until it was taken. */
  readonly spendable: bigint;
}

/** All that was posted up to a moment, gross: what came back by a reversal has gone both ways. */
export interface GrossTotals {
  /** Into the account. */
  readonly in: bigint;
  /** Out of the account. */
  readonly out: bigint;
}

/** The account that an id means just after everything at a moment; null when none lives then. */
export function accountAt(
  state: BookState,
  id: string,
  at: number,
  asset: string | undefined,
): Account | null {
  if (id === WORLD) return asset === undefined ? null : state.accounts.world(asset);
  return state.accounts.living(id, afterAll(at)) ?? null;
}

/** The same with the number of the latest command that changed the account. */
export function numberedBalanceIn(
  state: BookState,
  id: string,
  at: number,
  asset: string | undefined,
): Balance | null {
  const account = accountAt(state, id, at, asset);
  if (account === null) return null;
  return balanceOf(account.row, account.timeline.sumsAt(at), lastSeqOf(account));
}

/** The balance just after everything at a moment, from memory; throws NotFetched for what is not there. O(log n). */
export function balanceIn(
  state: BookState,
  id: string,
  at: number,
  asset: string | undefined,
): Balance | null {
  const account = accountAt(state, id, at, asset);
  if (account === null) return null;
  return balanceOf(account.row, account.timeline.sumsAt(at));
}

/** The number of the latest accepted command that changed a stored account. */
export function storedLastSeq({ lastSeq, openedOrder, endedOrder }: StoredAccount): number {
  const ended = endedOrder === null ? 0 : seqAt({ order: endedOrder });
  return Math.max(lastSeq ?? 0, seqAt({ order: openedOrder }), ended);
}

export function balanceOf(
  row: { readonly id: string; readonly asset: string },
  sums: Delta,
  lastSeq?: number,
): Balance {
  const totals = { in: sums.inflow, out: sums.outflow };
  const balance = { account: row.id, asset: row.asset, ...amountsOf(sums), totals };
  return lastSeq === undefined ? balance : { ...balance, lastSeq };
}

/** The balances, as they are shown, or changes of them. */
export interface Amounts {
  /** Completed, in minor units. */
  readonly posted: bigint;
  /** Out, pending: by holds and by offers made. */
  readonly held: bigint;
  /** In, pending: by offers received. */
  readonly incoming: bigint;
  /** In, pending: by holds that name the account to be paid. Nothing is expected by `world`. */
  readonly expected: bigint;
  /** What may be spent of money that is no credit: posted - held - credits.remaining. */
  readonly available: bigint;
  /** What was granted to the account, and not drawn since: posted, and not available. Nothing in a book without purses. */
  readonly credits: CreditSums;
}

export function amountsOf(sums: Delta): Amounts {
  const { posted, held, incoming, expected, available, purse, spendable } = balancesOf(sums);
  return { posted, held, incoming, expected, available, credits: { remaining: purse, spendable } };
}
