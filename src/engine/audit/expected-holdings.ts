import { AMOUNT_MAX } from '../../base/amount.ts';
import { expectedUntil, type HoldRow, leftOf, returnOf } from '../../kernel/hold/hold.ts';
import { afterAll, compareInstants, type Instant } from '../../kernel/time/instant.ts';
import type { StoredHold, StoredOffer } from '../../store/row-kinds.ts';
import { holdOf, offerOf } from '../stored-rows.ts';
import { AccountLookup, type Holder } from './account-lookup.ts';
import { type AuditedBook, breakIn, kindCursor } from './audited-book.ts';
import { nameOfRow } from './compare-rows.ts';

/** What an account's holds and offers come to at one moment. */
export interface Holding {
  /** What is held back is from `least` to `most`: rows do not say when a part was captured, only when the last was. */
  readonly least: bigint;
  readonly most: bigint;
  readonly incoming: bigint;
  /** What holds will pay to it, from the one to the other for the same reason. */
  readonly expectedLeast: bigint;
  readonly expectedMost: bigint;
}

export const NOTHING_HELD: Holding = {
  least: 0n,
  most: 0n,
  incoming: 0n,
  expectedLeast: 0n,
  expectedMost: 0n,
};

/** What holds and offers come to, for each account that has any, by its key. Memory follows what is pending. */
export interface ExpectedHoldings {
  /** Just after everything at each account's frontier. */
  readonly atFrontier: Map<string, Holding>;
  /** After everything that is known. */
  readonly inTheEnd: Map<string, Holding>;
}

/** Adds up all holds and offers of a book. */
export async function expectHoldings(place: AuditedBook): Promise<ExpectedHoldings> {
  const { view, head, pace, findings } = place;
  const sums = new HoldingSums(place);
  pace.begin(`${head.book}: holds`, 0);
  const holds = kindCursor(view, head.book, 'hold', {
    onBreak: breakIn(place, 'holds', (row) => nameOfRow('hold', row)),
  });
  for await (const page of holds.pages()) {
    findings.count('holds', page.length);
    await sums.accounts.load(
      page.flatMap(({ account, targetKey }) => (targetKey === null ? [account] : [account, targetKey])),
    );
    for (const hold of page) sums.addHold(hold);
    await pace.advance(page.length);
  }
  pace.begin(`${head.book}: offers`, 0);
  const offers = kindCursor(view, head.book, 'offer', {
    onBreak: breakIn(place, 'offers', (row) => nameOfRow('offer', row)),
  });
  for await (const page of offers.pages()) {
    findings.count('offers', page.length);
    await sums.accounts.load(page.flatMap(({ source, target }) => [source, target]));
    for (const offer of page) sums.addOffer(offer);
    await pace.advance(page.length);
  }
  return sums.expected;
}

class HoldingSums {
  readonly expected: ExpectedHoldings = { atFrontier: new Map(), inTheEnd: new Map() };
  readonly accounts: AccountLookup;
  readonly #place: AuditedBook;

  constructor(place: AuditedBook) {
    this.#place = place;
    this.accounts = new AccountLookup(place.view, place.head.book);
  }

  addHold(stored: StoredHold): void {
    const name = nameOfRow('hold', stored);
    const hold = holdOf(stored);
    const remaining = leftOf(hold);
    const mayBeOver = hold.captures === null || hold.captures.some(({ isOver }) => isOver);
    if (hold.captured > hold.amount && !mayBeOver) {
      this.#place.findings.add(name, `${hold.captured} of it was captured, and it is of ${hold.amount}`);
    }
    const end = returnOf(hold);
    const holders = this.#holders(name, stored.account, hold.placed);
    for (const holder of holders) {
      const now = frontierOf(holder);
      if (now === undefined || !isDuring(now, holder, end)) continue;
      this.#add('atFrontier', holder.row.key, { ...NOTHING_HELD, ...heldAt(hold, now) });
    }
    const last = holders.at(-1);
    if (end === undefined && last !== undefined) {
      this.#add('inTheEnd', last.row.key, { ...NOTHING_HELD, least: remaining, most: remaining });
    }
    this.#addExpected(name, hold);
  }

  #addExpected(name: string, hold: HoldRow): void {
    if (hold.target === null) return;
    const remaining = leftOf(hold);
    const end = expectedUntil(hold);
    const targets = this.#holders(name, hold.target.named, hold.placed);
    for (const target of targets) {
      const now = frontierOf(target);
      if (now === undefined || !isDuring(now, target, end)) continue;
      const { least, most } = heldAt(hold, now);
      const expected = { ...NOTHING_HELD, expectedLeast: least, expectedMost: most };
      this.#add('atFrontier', target.row.key, expected);
    }
    const last = targets.at(-1);
    if (end !== undefined || last === undefined) return;
    const expected = { ...NOTHING_HELD, expectedLeast: remaining, expectedMost: remaining };
    this.#add('inTheEnd', last.row.key, expected);
  }

  addOffer(stored: StoredOffer): void {
    const name = nameOfRow('offer', stored);
    const { amount, made, end: endOrNull } = offerOf(stored);
    const end = endOrNull ?? undefined;
    // A source that is merged away takes its offers back, so it has them to their end.
    const [source] = this.#holders(name, stored.source, made);
    const holders = this.#holders(name, stored.target, made);
    const held = { ...NOTHING_HELD, least: amount, most: amount };
    const offered = { ...NOTHING_HELD, incoming: amount };
    if (source !== undefined) {
      const now = frontierOf(source);
      if (now !== undefined && isDuring(now, { ...source, until: undefined }, end)) {
        this.#add('atFrontier', source.row.key, held);
      }
      if (end === undefined) this.#add('inTheEnd', source.row.key, held);
    }
    for (const holder of holders) {
      const now = frontierOf(holder);
      if (now !== undefined && isDuring(now, holder, end)) this.#add('atFrontier', holder.row.key, offered);
    }
    const last = holders.at(-1);
    if (end === undefined && last !== undefined) this.#add('inTheEnd', last.row.key, offered);
  }

  #holders(name: string, account: string, from: Instant): Holder[] {
    const holders = [...this.accounts.holders(account, from)];
    if (holders.length === 0) this.#place.findings.add(name, `its account ${account} is missing`);
    return holders;
  }

  #add(when: keyof ExpectedHoldings, account: string, more: Holding): void {
    const sums = this.expected[when].get(account) ?? NOTHING_HELD;
    this.expected[when].set(account, {
      least: sums.least + more.least,
      most: sums.most + more.most,
      incoming: sums.incoming + more.incoming,
      expectedLeast: sums.expectedLeast + more.expectedLeast,
      expectedMost: sums.expectedMost + more.expectedMost,
    });
  }
}

/** What is left of a hold that lasts, at a moment: from the one to the other, where something is done with it later. */
function heldAt(hold: HoldRow, now: Instant): { readonly least: bigint; readonly most: bigint } {
  const left = leftOf(hold);
  if (compareInstants(hold.touched, now) <= 0) return { least: left, most: left };
  const { terms, amount, captured } = hold;
  if (terms === undefined) return { least: left, most: amount };
  // It was adjusted too often to say what it was of then.
  if (terms.length === 0) return { least: 0n, most: AMOUNT_MAX };
  const amounts = terms.flatMap((each) => each.amount ?? []);
  const least = amounts.reduce((a, b) => (a < b ? a : b));
  return { least: leftOf({ amount: least, captured }), most: amounts.reduce((a, b) => (a > b ? a : b)) };
}

/** Just after everything at the frontier of an account; undefined when nothing has happened on it. */
function frontierOf({ row }: Holder): Instant | undefined {
  return row.frontier === null ? undefined : afterAll(row.frontier);
}

function isDuring(moment: Instant, { since, until }: Holder, end: Instant | undefined): boolean {
  if (compareInstants(since, moment) > 0) return false;
  if (until !== undefined && compareInstants(moment, until) >= 0) return false;
  return end === undefined || compareInstants(moment, end) < 0;
}
