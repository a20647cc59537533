import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { WORLD } from '../../kernel/account/account.ts';
import { compareInstants } from '../../kernel/time/instant.ts';
import type { StoredAccount } from '../../store/row-kinds.ts';
import type { EntryRow } from '../../store/store.ts';
import { endOf } from './account-lookup.ts';
import type { AuditedBook } from './audited-book.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/**
 * At every place in time, an account is within its limits: available between floor and ceiling, nothing negative held
 * or incoming, nothing outside of the range of amounts, and nothing at all before its life and after it. What is
 * broken is told once an account, at the first place.
 *
 * A limit binds what would break it further, so an account that was opened outside of its limits is held to them only
 * as far as nothing at all would be: a positive floor to zero, a negative ceiling to zero.
 */
export class LimitsCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #broken = new Set<string>();
  #row: StoredAccount | undefined;
  #last: EntryRow | undefined;
  #posted = 0n;
  #available = 0n;
  #incoming = 0n;

  constructor(place: AuditedBook) {
    this.#place = place;
  }

  begin({ row }: WalkedAccount): void {
    this.#row = row;
    this.#last = undefined;
    this.#posted = 0n;
    this.#available = 0n;
    this.#incoming = 0n;
    this.#broken.clear();
  }

  entry(entry: EntryRow): void {
    // What stands at one place counts together.
    if (this.#last !== undefined && compareInstants(this.#last, entry) !== 0) this.#check(this.#last);
    this.#last = entry;
    this.#posted += entry.inflow - entry.outflow;
    this.#available += entry.available;
    this.#incoming += entry.incoming;
  }

  end(): void {
    if (this.#last !== undefined) this.#check(this.#last);
  }

  #check(place: EntryRow): void {
    const row = this.#row;
    if (row === undefined) return;
    const available = this.#available;
    const held = this.#posted - available;
    if (held < 0n) this.#tell(place, 'held', `held is ${held}`);
    if (this.#incoming < 0n) this.#tell(place, 'incoming', `incoming is ${this.#incoming}`);
    if (row.id === WORLD) return;
    const floor = leastOf(row.floor);
    if (available < floor)
      this.#tell(place, 'floor', `available is ${available}, under its floor of ${floor}`);
    const ceiling = mostOf(row.ceiling);
    if (available > ceiling) {
      this.#tell(place, 'ceiling', `available is ${available}, over its ceiling of ${ceiling}`);
    }
    if (this.#posted > AMOUNT_MAX) this.#tell(place, 'range', `posted is ${this.#posted}, out of range`);
    this.#checkLife(place, row);
  }

  #checkLife(place: EntryRow, row: StoredAccount): void {
    if (compareInstants(place, { at: row.openedAt, order: row.openedOrder }) < 0) {
      this.#tell(place, 'opened', 'it has entries before it was opened');
    }
    const ended = endOf(row);
    if (ended === undefined || compareInstants(place, ended) < 0) return;
    if (this.#posted === 0n && this.#available === 0n && this.#incoming === 0n) return;
    this.#tell(
      place,
      'ended',
      `it has ended, and posted is ${this.#posted}, available ${this.#available}, incoming ${this.#incoming}`,
    );
  }

  #tell({ account, at, order }: EntryRow, rule: string, what: string): void {
    if (this.#broken.has(rule)) return;
    this.#broken.add(rule);
    this.#place.findings.add(`account ${account} at ${at}, order ${order}`, what);
  }
}

function leastOf(floor: bigint | null): bigint {
  if (floor === null) return AMOUNT_MIN;
  return floor < 0n ? floor : 0n;
}

function mostOf(ceiling: bigint | null): bigint {
  if (ceiling === null) return AMOUNT_MAX;
  return ceiling > 0n ? ceiling : 0n;
}
