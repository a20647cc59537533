import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';

/** The account that has an account's payments and credits now: it, or what it was merged into in the end. */
export function lotHolder(state: BookState, account: Account): Account {
  return state.accounts.heldBy(account, { at: Number.POSITIVE_INFINITY, order: 0 });
}
