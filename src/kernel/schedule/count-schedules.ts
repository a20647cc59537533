import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import type { ScheduleRow } from './schedule.ts';

/** Whoever has an account in the end, through all merges known. */
export function survivorOf(state: BookState, key: string): Account {
  let account = state.accounts.byKey(key);
  for (let { ended } = account.row; ended?.into != null; { ended } = account.row) {
    account = state.accounts.byKey(ended.into);
  }
  return account;
}

/** Counts on each account that a schedule names, or on whom it was merged into, that one more is pending, or one less. */
export function countOn(state: BookState, { lives }: ScheduleRow, change: 1 | -1): void {
  for (const [, key] of lives) addScheduled(state, survivorOf(state, key).row.key, change);
}

/** Changes how many pending schedules name an account. */
export function addScheduled(state: BookState, key: string, change: number): void {
  const { scheduled = 0, ...row } = state.accounts.byKey(key).row;
  const count = scheduled + change;
  state.accountRows.put(key, count === 0 ? row : { ...row, scheduled: count });
}
