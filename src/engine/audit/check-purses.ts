import type { EntryRow } from '../../store/store.ts';
import { type AuditedBook, breakIn, kindCursor } from './audited-book.ts';
import { nameOfRow } from './compare-rows.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/**
 * What is in the purse of each account in the end is what is left of its credits. That it is never less than nothing on the
 * way is held by LimitsCheck. Memory follows the accounts that have credits.
 */
export class PursesCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #left: Map<string, bigint>;
  #purse = 0n;

  private constructor(place: AuditedBook, left: Map<string, bigint>) {
    this.#place = place;
    this.#left = left;
  }

  /** Adds up what is left of the credits of each account; of a book without purses nothing is in one. */
  static async of(place: AuditedBook): Promise<PursesCheck> {
    const { view, head, pace } = place;
    const left = new Map<string, bigint>();
    if (!head.hasPurses) return new PursesCheck(place, left);
    pace.begin(`${head.book}: credits`, 0);
    const credits = kindCursor(view, head.book, 'credit', {
      onBreak: breakIn(place, 'credits', (row) => nameOfRow('credit', row)),
    });
    for await (const page of credits.pages()) {
      for (const { account, remaining } of page) {
        if (remaining !== 0n) left.set(account, (left.get(account) ?? 0n) + remaining);
      }
      await pace.advance(page.length);
    }
    return new PursesCheck(place, left);
  }

  begin(): void {
    this.#purse = 0n;
  }

  entry({ purse }: EntryRow): void {
    this.#purse += purse;
  }

  end({ key }: WalkedAccount): void {
    this.#compare(key, this.#purse, this.#left.get(key) ?? 0n);
    this.#left.delete(key);
  }

  /** What is left is of accounts that have no entries. */
  finish(): void {
    for (const [key, left] of this.#left) this.#compare(key, 0n, left);
  }

  #compare(key: string, purse: bigint, left: bigint): void {
    if (purse === left) return;
    this.#place.findings.add(`account ${key}`, `its purse is ${purse}, and ${left} is left of its credits`);
  }
}
