import type { EntryRow } from '../../store/store.ts';
import type { AuditedBook } from './audited-book.ts';
import { type ExpectedHoldings, type Holding, NOTHING_HELD } from './expected-holdings.ts';
import type { BalanceVisitor, WalkedAccount } from './walk-balances.ts';

/** What is held back and what is coming in, by entries, is what holds and offers come to. */
export class HoldingsCheck implements BalanceVisitor {
  readonly #place: AuditedBook;
  readonly #expected: ExpectedHoldings;
  #frontier = Number.NEGATIVE_INFINITY;
  #heldAtFrontier = 0n;
  #incomingAtFrontier = 0n;
  #held = 0n;
  #incoming = 0n;

  /** Uses up what is expected. */
  constructor(place: AuditedBook, expected: ExpectedHoldings) {
    this.#place = place;
    this.#expected = expected;
  }

  begin({ row }: WalkedAccount): void {
    this.#frontier = row?.frontier ?? Number.NEGATIVE_INFINITY;
    this.#heldAtFrontier = 0n;
    this.#incomingAtFrontier = 0n;
    this.#held = 0n;
    this.#incoming = 0n;
  }

  entry({ at, inflow, outflow, available, incoming }: EntryRow): void {
    this.#held += inflow - outflow - available;
    this.#incoming += incoming;
    if (at > this.#frontier) return;
    this.#heldAtFrontier = this.#held;
    this.#incomingAtFrontier = this.#incoming;
  }

  end({ key, row }: WalkedAccount): void {
    if (row === undefined) return;
    const { atFrontier, inTheEnd } = this.#expected;
    const when = row.frontier === null ? 'before all time' : `at ${row.frontier}`;
    this.#compare(key, when, this.#heldAtFrontier, this.#incomingAtFrontier, atFrontier.get(key));
    this.#compare(key, 'in the end', this.#held, this.#incoming, inTheEnd.get(key));
    atFrontier.delete(key);
    inTheEnd.delete(key);
  }

  /** What is left is expected of accounts that have no entries. */
  finish(): void {
    for (const [key, holding] of this.#expected.atFrontier)
      this.#compare(key, 'at its frontier', 0n, 0n, holding);
    for (const [key, holding] of this.#expected.inTheEnd) this.#compare(key, 'in the end', 0n, 0n, holding);
  }

  #compare(key: string, when: string, held: bigint, incoming: bigint, expected = NOTHING_HELD): void {
    const { findings } = this.#place;
    const { least, most } = expected;
    if (held < least || held > most) {
      findings.add(
        `account ${key}`,
        `held ${when} is ${held}, and its holds and offers come to ${rangeOf(expected)}`,
      );
    }
    if (incoming !== expected.incoming) {
      findings.add(
        `account ${key}`,
        `incoming ${when} is ${incoming}, and the offers to it come to ${expected.incoming}`,
      );
    }
  }
}

function rangeOf({ least, most }: Holding): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}
