import type { EntryRow } from '../../store/store.ts';
import type { AuditedBook } from './audited-book.ts';
import { type ExpectedHoldings, type Holding, NOTHING_HELD } from './expected-holdings.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/** What entries come to, of what holds and offers come to as well. */
interface Pending {
  readonly held: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
}

const NOTHING: Pending = { held: 0n, incoming: 0n, expected: 0n };

/** What is held back, coming in and expected, by entries, is what holds and offers come to. */
export class HoldingsCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #expected: ExpectedHoldings;
  #frontier = Number.NEGATIVE_INFINITY;
  #atFrontier = NOTHING;
  #sums = NOTHING;

  /** Uses up what is expected. */
  constructor(place: AuditedBook, expected: ExpectedHoldings) {
    this.#place = place;
    this.#expected = expected;
  }

  begin({ row }: WalkedAccount): void {
    this.#frontier = row?.frontier ?? Number.NEGATIVE_INFINITY;
    this.#atFrontier = NOTHING;
    this.#sums = NOTHING;
  }

  entry({ at, inflow, outflow, available, incoming, expected, purse }: EntryRow): void {
    this.#sums = {
      held: this.#sums.held + inflow - outflow - available - purse,
      incoming: this.#sums.incoming + incoming,
      expected: this.#sums.expected + expected,
    };
    if (at <= this.#frontier) this.#atFrontier = this.#sums;
  }

  end({ key, row }: WalkedAccount): void {
    if (row === undefined) return;
    const { atFrontier, inTheEnd } = this.#expected;
    const when = row.frontier === null ? 'before all time' : `at ${row.frontier}`;
    this.#compare(key, when, this.#atFrontier, atFrontier.get(key));
    this.#compare(key, 'in the end', this.#sums, inTheEnd.get(key));
    atFrontier.delete(key);
    inTheEnd.delete(key);
  }

  /** What is left is expected of accounts that have no entries. */
  finish(): void {
    for (const [key, holding] of this.#expected.atFrontier)
      this.#compare(key, 'at its frontier', NOTHING, holding);
    for (const [key, holding] of this.#expected.inTheEnd) this.#compare(key, 'in the end', NOTHING, holding);
  }

  #compare(key: string, when: string, { held, incoming, expected }: Pending, holding = NOTHING_HELD): void {
    const report = (what: string): void => this.#place.findings.add(`account ${key}`, what);
    const { least, most, expectedLeast, expectedMost } = holding;
    if (held < least || held > most) {
      report(`held ${when} is ${held}, and its holds and offers come to ${rangeOf(least, most)}`);
    }
    if (incoming !== holding.incoming) {
      report(`incoming ${when} is ${incoming}, and the offers to it come to ${holding.incoming}`);
    }
    if (expected < expectedLeast || expected > expectedMost) {
      const sum = rangeOf(expectedLeast, expectedMost);
      report(`expected ${when} is ${expected}, and the holds that are to pay to it come to ${sum}`);
    }
  }
}

function rangeOf(least: Holding['least'], most: Holding['most']): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}
