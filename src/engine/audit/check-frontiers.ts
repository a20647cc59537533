import { addDeltas, type Delta, isNoChange, NO_CHANGE, SUM_NAMES } from '../../kernel/time/delta.ts';
import type { EntryRow } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { type AuditedBook, kindCursor } from './audited-book.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/** The sums that stand in each account's row are those of its entries up to its frontier. */
export class FrontierCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  #sums: Delta = NO_CHANGE;
  #frontier = Number.NEGATIVE_INFINITY;
  /** How many accounts with entries have something in their sums. */
  #seen = 0;

  constructor(place: AuditedBook) {
    this.#place = place;
  }

  begin({ key, row }: WalkedAccount): void {
    this.#sums = NO_CHANGE;
    this.#frontier = row?.frontier ?? Number.NEGATIVE_INFINITY;
    if (row === undefined)
      this.#place.findings.add(`account ${key}`, 'it is missing: there are entries of it');
    else if (hasSums(row)) this.#seen += 1;
  }

  entry(entry: EntryRow): void {
    if (entry.at <= this.#frontier) this.#sums = addDeltas(this.#sums, entry);
  }

  end({ key, row }: WalkedAccount): void {
    if (row === undefined) return;
    if (row.sinceCheckpoint < 0) {
      this.#place.findings.add(`account ${key}`, `its sinceCheckpoint is ${row.sinceCheckpoint}`);
    }
    for (const column of SUM_NAMES) {
      if (row[column] === this.#sums[column]) continue;
      this.#place.findings.add(
        `account ${key}`,
        `its ${column} at ${row.frontier} is ${row[column]}, and its entries sum up to ${this.#sums[column]}`,
      );
    }
  }

  /** Finds accounts with sums and without entries, which the walk did not come to. */
  async finish(): Promise<void> {
    const { view, head, findings } = this.#place;
    // Breaks are reported where rows are compared.
    const rows = (): AsyncGenerator<readonly StoredAccount[]> =>
      kindCursor(view, head.book, 'account', { onBreak: () => undefined }).pages();
    let count = 0;
    for await (const page of rows()) count += page.filter(hasSums).length;
    if (count === this.#seen) return;
    for await (const page of rows()) {
      for (const { key } of page.filter(hasSums)) {
        const entries = await view.entries(head.book, { account: key, limit: 1 });
        if (entries.length === 0) findings.add(`account ${key}`, 'it has sums and no entries');
      }
    }
  }
}

function hasSums(row: StoredAccount): boolean {
  return !isNoChange(row);
}
