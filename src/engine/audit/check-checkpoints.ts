import { addDeltas, type Delta, NO_CHANGE } from '../../kernel/time/delta.ts';
import type { CheckpointRow, EntryRow } from '../../store/store.ts';
import {
  type AccountPlace,
  type AuditedBook,
  checkpointCursor,
  compareAccountPlaces,
  nameOfCheckpoint,
} from './audited-book.ts';
import type { RowCursor } from './row-cursor.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/**
 * Each checkpoint holds the sums of all entries at or before its place, none of which is of an event that it did not
 * know.
 */
export class CheckpointCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #cursor: RowCursor<CheckpointRow>;
  /** Checkpoints up to the end of the present page of entries. */
  #waiting: CheckpointRow[] = [];
  #next = 0;
  #account: WalkedAccount | undefined;
  #sums: Delta = NO_CHANGE;
  #latestSeq = 0;

  constructor(place: AuditedBook) {
    this.#place = place;
    this.#cursor = checkpointCursor(place);
  }

  /** Brings the checkpoints that lie before the end of the page. To be called before the walk comes to it. */
  async page(entries: readonly EntryRow[]): Promise<void> {
    const last = entries.at(-1);
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
    if (last !== undefined) await this.#bring(last);
  }

  async #bring(until: AccountPlace | undefined): Promise<void> {
    for (;;) {
      if (this.#cursor.needsPage) await this.#cursor.fill();
      const { row } = this.#cursor;
      if (row === undefined) return;
      if (until !== undefined && compareAccountPlaces(row, until) > 0) return;
      this.#waiting.push(row);
      this.#cursor.step();
    }
  }

  begin(account: WalkedAccount): void {
    this.#account = account;
    this.#sums = NO_CHANGE;
    this.#latestSeq = 0;
  }

  entry(entry: EntryRow): void {
    this.#checkUntil(entry);
    this.#sums = addDeltas(this.#sums, entry);
    if (entry.seq > this.#latestSeq) this.#latestSeq = entry.seq;
  }

  end(): void {
    // Those of the account that lie behind its last entry come up with the next page, or at the end.
  }

  /** Checks the checkpoints that lie before a place. */
  #checkUntil(place: AccountPlace): void {
    for (let row = this.#waiting[this.#next]; row !== undefined; row = this.#waiting[this.#next]) {
      if (compareAccountPlaces(row, place) >= 0) return;
      this.#next += 1;
      this.#check(row);
    }
  }

  /** Checks those behind the last entry. */
  async finish(): Promise<void> {
    await this.#bring(undefined);
    for (const row of this.#waiting.slice(this.#next)) this.#check(row);
  }

  #check(row: CheckpointRow): void {}
}
