import { assert } from '../../base/assert.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { type Instant, laterOf } from '../time/instant.ts';
import type { Table } from '../time/table.ts';
import type { Draw } from './draw.ts';

/** What payments and credits have in common. */
interface Lot {
  readonly account: string;
  readonly amount: bigint;
  readonly remaining: bigint;
}

/** Takes what was drawn from each lot. */
export function takeDraws<Row extends Lot>(lots: Table<Row>, draws: readonly Draw[]): void {
  for (const { lot, amount } of draws) lots.put(lot, withChange(lots, lot, -amount));
}

/** Gives back to each lot exactly what was drawn, newest draw first. */
export function restoreDraws<Row extends Lot>(
  state: BookState,
  lots: Table<Row>,
  draws: readonly Draw[],
): void {
  for (const { lot, amount } of draws.toReversed()) {
    const row = withChange(lots, lot, amount);
    // A merge passes on the lots with something left; one that was empty then follows when it is not any more.
    const account = lotHolder(state, state.accounts.byKey(row.account)).row.key;
    lots.put(lot, { ...row, account });
  }
}

function withChange<Row extends Lot>(lots: Table<Row>, key: string, change: bigint): Row {
  const row = lots.get(key);
  assert(row !== undefined, 'a draw is on a lot in the book');
  const remaining = row.remaining + change;
  assert(remaining >= 0n && remaining <= row.amount, 'a lot holds between nothing and its amount');
  return { ...row, remaining };
}

/** Leaves nothing to draw of a lot whose own transaction is reversed. Its id stays taken. */
export function voidLot<Row extends Lot>(lots: Table<Row>, key: string): void {
  const row = lots.get(key);
  assert(
    row !== undefined && row.remaining === row.amount,
    'only a lot that nothing was drawn from is voided',
  );
  lots.put(key, { ...row, remaining: 0n });
}

/** From where on what came to an account at a place is with whoever has the account's lots now. O(1 + merges). */
export function arrivalOf(state: BookState, account: string, place: Instant): Instant {
  let holder = state.accounts.byKey(account);
  let from = place;
  while (holder.row.ended !== null && holder.row.ended.into !== null) {
    from = laterOf(from, holder.row.ended);
    holder = state.accounts.byKey(holder.row.ended.into);
  }
  return from;
}

/** The account that has an account's payments and credits now: it, or what it was merged into in the end. */
export function lotHolder(state: BookState, account: Account): Account {
  return state.accounts.heldBy(account, { at: Number.POSITIVE_INFINITY, order: 0 });
}
