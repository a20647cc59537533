import { inspect } from 'node:util';
import { AMOUNT_MAX, AMOUNT_MIN } from '../../../src/base/amount.ts';
import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { Account, AccountRow } from '../../../src/kernel/account/account.ts';
import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book } from '../../../src/kernel/book.ts';
import { indexBytes, stateBytes } from '../../../src/kernel/describe-state.ts';
import type { Move } from '../../../src/kernel/time/delta.ts';
import { compareInstants } from '../../../src/kernel/time/instant.ts';

/** What must be true of any book at any time. */

const decoder = new TextDecoder();

export function bytesOf(book: Book): string {
  return decoder.decode(stateBytes(book.state));
}

/** What is kept beside it: indexes, folded sums, frontiers and counts. */
export function indexesOf(book: Book): string {
  return decoder.decode(indexBytes(book.state));
}

/** A book rebuilt from facts alone. */
export function rebuilt(events: readonly Event[], hasPurses = true): Book {
  const book = new Book({ hasPurses });
  // Copies, as if they had been written and read.
  for (const event of events) book.replay(structuredClone(event));
  return book;
}

const BEFORE_ALL = { at: Number.MIN_SAFE_INTEGER, order: 0 };

/** Every place in time at which something changes on an account, with what is posted and available from there on. */
function* placesOf({ timeline }: Account): IterableIterator<{
  at: number;
  order: number;
  posted: bigint;
  available: bigint;
  counted: bigint;
  expected: bigint;
  purse: bigint;
}> {
  let posted = 0n;
  let available = 0n;
  let expected = 0n;
  let counted = 0n;
  let purse = 0n;
  for (const [{ at, order }, delta] of timeline.after(BEFORE_ALL)) {
    posted += delta.inflow - delta.outflow;
    available += delta.available;
    expected += delta.expected;
    purse += delta.purse;
    counted += delta.inflow - delta.outflow + delta.incoming + delta.expected;
    yield { at, order, posted, available, counted, expected, purse };
  }
}

/** The least floor and the greatest ceiling that an account ever had. */
type Widest = Pick<AccountRow, 'floor' | 'ceiling'>;

const least = (a: bigint | null, b: bigint | null): bigint | null =>
  a === null || b === null ? null : a < b ? a : b;
const greatest = (a: bigint | null, b: bigint | null): bigint | null =>
  a === null || b === null ? null : a > b ? a : b;

/** Those of every account whose terms were changed: each command was held to those of its time, and to no wider ones. */
function widestTerms(facts: readonly Event[]): Map<string, Widest> {
  const widest = new Map<string, Widest>();
  for (const fact of facts) {
    if (fact.kind === 'account_opened') widest.set(fact.row.key, fact.row);
    if (fact.kind !== 'account_updated') continue;
    const before = widest.get(fact.account) ?? { floor: null, ceiling: null };
    const { floor = before.floor, ceiling = before.ceiling } = fact;
    widest.set(fact.account, {
      floor: least(floor, before.floor),
      ceiling: greatest(ceiling, before.ceiling),
    });
  }
  return widest;
}

/** What commands by force took of every account: without it, what is available was never taken under a floor. */
function fallsByForce(facts: readonly Event[]): Map<string, Move[]> {
  const forced = facts.filter((fact) => 'forced' in fact && fact.forced !== undefined);
  const falls = forced.flatMap(({ moves }) => moves.filter(({ available }) => available < 0n));
  return Map.groupBy(falls, ({ account }) => account);
}

/** Whatever is wrong with the sums and limits of a book that these facts have made, at any place in time. */
export function wrongSums(book: Book, facts: readonly Event[]): string | undefined {
  const accounts = [...book.state.accounts.all()];
  const widest = widestTerms(facts);
  const falls = fallsByForce(facts);
  for (const account of accounts) {
    const { key } = account.row;
    const wrong = wrongLimits(account, widest.get(key) ?? account.row, falls.get(key) ?? []);
    if (wrong !== undefined) return wrong;
  }
  return wrongTotals(accounts);
}

/** Accounts start with nothing, so a positive floor, and a negative ceiling, may be broken for want of money. */
function wrongLimits(
  account: Account,
  { floor, ceiling }: Widest,
  falls: readonly Move[],
): string | undefined {
  const { key, id } = account.row;
  for (const { at, order, available, posted, counted, expected, purse } of placesOf(account)) {
    const forced = falls.filter((fall) => compareInstants(fall, { at, order }) <= 0);
    const unforced = forced.reduce((sum, fall) => sum - fall.available, available);
    const place = `${key} has ${available} available, ${posted} posted, ${counted} with what is to come at ${at}`;
    if (purse < 0n) return `${place}, and ${purse} of credits`;
    if (expected < 0n) return `${place}, and ${expected} expected`;
    const isInRange = posted <= AMOUNT_MAX && available >= AMOUNT_MIN && available <= posted;
    if (id !== 'world' && !isInRange) return `${place}, out of range`;
    if (floor !== null && floor <= 0n && unforced < floor) return `${place}, under its floor ${floor}`;
    if (ceiling !== null && ceiling >= 0n && counted > ceiling)
      return `${place}, over its ceiling ${ceiling}`;
  }
  return undefined;
}

/** All that is posted in an asset comes to nothing at every place in time, not only at the end of each moment. */
function wrongTotals(accounts: readonly Account[]): string | undefined {
  const totals = new Map<string, bigint>();
  for (const { row, timeline } of accounts) {
    for (const [{ at, order }, { inflow, outflow }] of timeline.after(BEFORE_ALL)) {
      const place = `${row.asset} at ${at}, order ${order}`;
      totals.set(place, (totals.get(place) ?? 0n) + inflow - outflow);
    }
  }
  const wrong = [...totals].find(([, total]) => total !== 0n);
  return wrong === undefined ? undefined : `${wrong[0]}: what is posted sums to ${wrong[1]}`;
}

/** What is no plain data in an event: it has to be written down and read back as it was. */
export function wrongData(event: Event): string | undefined {
  const alien = findAlien(event);
  if (alien !== undefined) return `${inspect(event)} holds ${inspect(alien)}`;
  const isSame = canonicalText(event) === canonicalText(structuredClone(event));
  return isSame ? undefined : `${inspect(event)} does not survive a copy`;
}

const PLAIN: readonly unknown[] = [Object.prototype, Array.prototype, Map.prototype, null];

function findAlien(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (!PLAIN.includes(Object.getPrototypeOf(value))) return value;
  const members = value instanceof Map ? [...value].flat() : Object.values(value);
  return members.map(findAlien).find((alien) => alien !== undefined);
}
