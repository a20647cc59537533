import { AMOUNT_MAX } from '../../base/amount.ts';
import { WORLD } from '../../commands/field.ts';
import {
  addDeltas,
  balancesOf,
  countedOf,
  type Delta,
  isNoChange,
  NO_CHANGE,
  withNetPosted,
} from '../../kernel/time/delta.ts';
import { compareInstants } from '../../kernel/time/instant.ts';
import type { EntryRow } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { endOf } from './account-lookup.ts';
import type { AuditedBook } from './audited-book.ts';
import { lastBeforeRules } from './last-before-rules.ts';
import { leastWithoutForce } from './least-without-force.ts';
import { leastOf, mostOf, Suspect, widestTerms } from './suspect-account.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/** Since this version of the rules a ceiling counts posted, incoming and expected; before, it counted what is available. */
const RULES_OF_CEILINGS = 2;

/**
 * At every place in time, an account is within its limits: available at its floor or over it, what a ceiling counts at
 * that or under it, nothing negative held, incoming or expected, nothing outside of the range of amounts, and nothing at
 * all before its life and after it. What is broken is reported once an account, at the first place.
 *
 * What earlier rules decided is held to the ceiling as they counted, and by those of today none of it goes further over.
 *
 * A limit binds what would break it further, so an account that was opened outside of its limits is held to them only
 * as far as nothing at all would be: a positive floor to zero, a negative ceiling to zero. Terms bind by arrival, so one
 * whose terms were changed is held to the widest that it ever had, which no command can have led beyond; whether each was held
 * to those of its own time is for whoever decides them again.
 */
export class LimitsCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #broken = new Set<string>();
  #suspects: Suspect[] = [];
  #suspect: Suspect | undefined;
  #row: StoredAccount | undefined;
  #last: EntryRow | undefined;
  #sums: Delta = NO_CHANGE;
  /** Those of what earlier rules decided. */
  #earlier: Delta = NO_CHANGE;
  readonly #lastEarlier: number;

  private constructor(place: AuditedBook, lastEarlier: number) {
    this.#place = place;
    this.#lastEarlier = lastEarlier;
  }

  static async of(place: AuditedBook): Promise<LimitsCheck> {
    return new LimitsCheck(place, await lastBeforeRules(place.view, place.head, RULES_OF_CEILINGS));
  }

  begin({ row }: WalkedAccount): void {
    this.#row = row;
    this.#last = undefined;
    this.#sums = NO_CHANGE;
    this.#earlier = NO_CHANGE;
    this.#broken.clear();
    this.#suspect = undefined;
  }

  entry(entry: EntryRow): void {
    // What stands at one place counts together.
    if (this.#last !== undefined && compareInstants(this.#last, entry) !== 0) this.#check(this.#last);
    this.#last = entry;
    this.#sums = addDeltas(this.#sums, entry);
    if (entry.seq <= this.#lastEarlier) this.#earlier = addDeltas(this.#earlier, entry);
  }

  end(): void {
    if (this.#last !== undefined) this.#check(this.#last);
    this.#suspect = undefined;
  }

  #check(place: EntryRow): void {
    const row = this.#row;
    if (row === undefined) return;
    const { posted, held, available, incoming, expected, purse, spendable } = balancesOf(this.#sums);
    for (const [name, amount] of Object.entries({ held, incoming, expected, purse, spendable })) {
      if (amount < 0n) this.#report(place, name, `${name} is ${amount}`);
    }
    if (row.id === WORLD) return;
    const floor = leastOf(row.floor);
    if (available < floor) this.#suspectOf(row).under(place, available, floor);
    if (row.ceiling !== null) this.#checkCeiling(place, row, mostOf(row.ceiling));
    if (posted > AMOUNT_MAX) this.#report(place, 'range', `posted is ${posted}, out of range`);
    this.#checkLife(place, row);
  }

  #checkCeiling(place: EntryRow, row: StoredAccount, ceiling: bigint): void {
    const { available } = this.#earlier;
    if (available > ceiling) {
      this.#report(place, 'ceiling', `available is ${available}, over its ceiling of ${ceiling}`);
    }
    const counted = countedOf(this.#sums);
    if (counted > ceiling && counted > countedOf(this.#earlier))
      this.#suspectOf(row).over(place, counted, ceiling);
  }

  #suspectOf(row: StoredAccount): Suspect {
    if (this.#suspect === undefined) {
      this.#suspect = new Suspect(row);
      this.#suspects.push(this.#suspect);
    }
    return this.#suspect;
  }

  /** Reports the accounts that stand outside of limits, of those that were passed, and that were never allowed to. */
  async settle(): Promise<void> {
    const passed = this.#suspects.filter((suspect) => suspect !== this.#suspect);
    this.#suspects = this.#suspects.filter((suspect) => suspect === this.#suspect);
    const { view, head, findings } = this.#place;
    for (const suspect of passed) {
      const widest = await widestTerms(view, head.book, suspect.row);
      const unforced = suspect.isUnder
        ? await leastWithoutForce(view, head.book, suspect.row.key)
        : undefined;
      for (const [{ account, at, order }, what] of suspect.broken(widest, unforced)) {
        findings.add(`account ${account} at ${at}, order ${order}`, what);
      }
    }
  }

  #checkLife(place: EntryRow, row: StoredAccount): void {
    if (compareInstants(place, { at: row.openedAt, order: row.openedOrder }) < 0) {
      this.#report(place, 'opened', 'it has entries before it was opened');
    }
    const ended = endOf(row);
    if (ended === undefined || compareInstants(place, ended) < 0) return;
    const { posted, available, incoming, expected, purse } = balancesOf(this.#sums);
    if (isNoChange(withNetPosted(this.#sums))) return;
    const pending = `incoming ${incoming}, expected ${expected}, credits ${purse}`;
    const sums = `posted is ${posted}, available ${available}, ${pending}`;
    this.#report(place, 'ended', `it has ended, and ${sums}`);
  }

  #report({ account, at, order }: EntryRow, rule: string, what: string): void {
    if (this.#broken.has(rule)) return;
    this.#broken.add(rule);
    this.#place.findings.add(`account ${account} at ${at}, order ${order}`, what);
  }
}
