import { addDeltas, type Delta, NO_CHANGE, SUM_NAMES } from '../../kernel/time/delta.ts';
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

  /** Loads the checkpoints that lie before the end of the page. To be called before the walk comes to it. */
  async page(entries: readonly EntryRow[]): Promise<void> {
    const last = entries.at(-1);
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
    if (last !== undefined) await this.#loadUntil(last);
  }

  async #loadUntil(until: AccountPlace | undefined): Promise<void> {
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

  end({ key }: WalkedAccount): void {
    // Those behind its last entry.
    for (let row = this.#waiting[this.#next]; row?.account === key; row = this.#waiting[this.#next]) {
      this.#next += 1;
      this.#check(row);
    }
    this.#account = undefined;
  }

  /** Checks the checkpoints that lie before a place. */
  #checkUntil(place: AccountPlace): void {
    for (let row = this.#waiting[this.#next]; row !== undefined; row = this.#waiting[this.#next]) {
      if (compareAccountPlaces(row, place) >= 0) return;
      this.#next += 1;
      this.#check(row);
    }
  }

  /** Loads all that are left. To be called before the walk ends. */
  async loadRest(): Promise<void> {
    await this.#loadUntil(undefined);
  }

  /** Checks what is left behind the last account. To be called when the walk has ended. */
  finish(): void {
    for (const row of this.#waiting.slice(this.#next)) this.#check(row);
  }

  #check(row: CheckpointRow): void {
    const { findings, head } = this.#place;
    const name = nameOfCheckpoint(row);
    findings.count('checkpoints', 1);
    if (row.account !== this.#account?.key) {
      findings.add(name, 'its account has no entries');
      return;
    }
    for (const column of SUM_NAMES) {
      if (row[column] === this.#sums[column]) continue;
      findings.add(name, `its ${column} is ${row[column]}, and the entries sum up to ${this.#sums[column]}`);
    }
    if (row.seq < this.#latestSeq) {
      findings.add(name, `it is of event ${row.seq}, and sums up an entry of event ${this.#latestSeq}`);
    }
    // It is taken behind everything that was known when it was taken, at the frontier as it stood then.
    if (row.order !== 2 * row.seq + 1 || row.seq > head.seq) {
      findings.add(name, `it is of event ${row.seq}, which does not go with its order`);
    }
    const frontier = this.#account.row?.frontier;
    if (frontier !== undefined && row.at > (frontier ?? Number.NEGATIVE_INFINITY)) {
      findings.add(name, `it lies behind the frontier of its account, ${frontier}`);
    }
  }
}
