import { compareUtf8 } from '../../../src/base/id.ts';
import type { PlainHouseBook } from '../../oracle/plain-house.ts';
import {
  eventsKnownAt,
  interestingMoments,
  numberedBalances,
  type PlainBalance,
  plainBalances,
  plainSubtree,
  plainTree,
} from '../../oracle/plain-house-balances.ts';
import { plainAccount } from '../../oracle/plain-house-terms.ts';
import { ACCOUNT_IDS } from '../kernel/book-mover.ts';
import type { OpenBook } from './house-door.ts';
import { expectSame } from './house-same.ts';

const MOMENTS_MAX = 90;
const NAMES: readonly string[] = [...ACCOUNT_IDS, 'nobody'];
const PREFIXES = ['a', 'a:c', 'b', 'world', 'nobody'];

/** Balances and trial balances at all moments that differ, as known then and now, equal sums over all entries. */
export async function checkReads(
  book: OpenBook,
  plain: PlainHouseBook,
  momentsMax = MOMENTS_MAX,
): Promise<void> {
  for (const knownAt of knownMoments(plain)) {
    const events = eventsKnownAt(plain, knownAt);
    for (const [i, at] of someOf(interestingMoments(events), momentsMax).entries()) {
      const asOf = knownAt === undefined ? { at } : { at, knownAt };
      const expected = plainBalances(events, at);
      const where = `${book.name} at ${at}, known at ${knownAt ?? 'the end'}`;
      const told = knownAt === undefined ? numberedBalances(events, at) : expected;
      const wanted = NAMES.map((name) => told.find(({ account }) => account === name) ?? null);
      expectSame(where, await book.balances(NAMES, asOf), wanted);
      // A trial balance reads every account, and so it is asked for now and then.
      if (i % 7 === 0) await checkTrial(book, expected, asOf);
      if (i % 7 === 3) await checkSubtrees(book, expected, asOf);
      if (i % 21 === 5) {
        const accounts = await Promise.all(NAMES.map((name) => book.account(name, asOf)));
        expectSame(
          `${where}: terms`,
          accounts,
          NAMES.map((name) => plainAccount(events, name, at)),
        );
      }
    }
  }
  for (const name of NAMES) await checkStatement(book, plain, name);
}

/** All of a few moments; of many, some all over them. */
function someOf(moments: readonly number[], most: number): number[] {
  const step = Math.ceil(moments.length / most);
  return moments.filter((_, i) => i % step === 0);
}

/** A read that names no moment is one at the present, which no command of the house is ahead of. */
export async function checkPresent(book: OpenBook, plain: PlainHouseBook, now: number): Promise<void> {
  const expected = plainBalances(plain.events, now);
  const wanted = NAMES.map((name) => expected.find(({ account }) => account === name) ?? null);
  const numbered = numberedBalances(plain.events, now);
  const told = NAMES.map((name) => numbered.find(({ account }) => account === name) ?? null);
  expectSame(`${book.name} now, which is ${now}`, await book.balances(NAMES), told);
  const { at, lines } = await book.trialBalance();
  expectSame(`${book.name}: the moment of the trial balance`, at, now);
  const sums = lines.filter(({ account }) => NAMES.includes(account));
  const found = NAMES.map((name) => sums.find(({ account }) => account === name) ?? null);
  expectSame(`${book.name}: the trial balance now`, found, wanted);
}

/** Of each path, and in one asset, the sums of the accounts in it. */
async function checkSubtrees(
  book: OpenBook,
  expected: readonly PlainBalance[],
  asOf: { readonly at: number; readonly knownAt?: number },
): Promise<void> {
  for (const prefix of PREFIXES) {
    const wanted = plainSubtree(expected, prefix);
    const where = `${book.name}: what is in ${prefix} at ${asOf.at}, known at ${asOf.knownAt ?? 'the end'}`;
    const found = await book.balances({ prefix, ...asOf });
    // Whether the world has a sum in an asset that it has no money in is left open.
    const isTold = ({ asset }: { asset: string }): boolean =>
      prefix !== 'world' || wanted.some((one) => one.asset === asset);
    expectSame(where, found.filter(isTold), wanted);
    const [first] = wanted;
    if (first === undefined) continue;
    expectSame(where, await book.balances({ prefix, asset: first.asset, ...asOf }), [first]);
  }
}

/** A few moments of those at which something was recorded, the one before all, and the end. */
function knownMoments({ rows }: PlainHouseBook): (number | undefined)[] {
  const moments = [...new Set(rows.map(({ recordedAt }) => recordedAt))];
  const some = [0, 0.3, 0.7].map((part) => moments[Math.floor(part * moments.length)]);
  const first = moments[0];
  return [
    undefined,
    ...(first === undefined ? [] : [first - 1]),
    ...some.filter((each) => each !== undefined),
  ];
}

async function checkTrial(
  book: OpenBook,
  expected: readonly PlainBalance[],
  asOf: { readonly at: number; readonly knownAt?: number },
): Promise<void> {
  const { lines, totals, tree = [] } = await book.trialBalance({ ...asOf, tree: true });
  const sorted = expected.toSorted(
    (a, b) => compareUtf8(a.account, b.account) || compareUtf8(a.asset, b.asset),
  );
  const where = `${book.name}: the trial balance at ${asOf.at}, known at ${asOf.knownAt ?? 'the end'}`;
  expectSame(where, lines.filter(isWorthALine), sorted.filter(isWorthALine));
  const isOther = ({ account }: PlainBalance): boolean => account !== 'world';
  expectSame(
    `${where}, its tree`,
    tree.filter(({ prefix }) => prefix !== 'world'),
    plainTree(expected.filter(isOther)),
  );
  const assets = [...new Set(expected.map(({ asset }) => asset))];
  const sums = assets.map((asset) => ({
    asset,
    debit: sideOf(expected, asset, -1n),
    credit: sideOf(expected, asset, 1n),
  }));
  const isInUse = ({ debit, credit }: { debit: bigint; credit: bigint }): boolean =>
    debit !== 0n || credit !== 0n;
  expectSame(`${where}, totals`, bySort(totals.filter(isInUse)), bySort(sums.filter(isInUse)));
}

/** Whether the world has a line for an asset that it has no money in is left open. */
function isWorthALine({ account, posted, held, incoming, expected }: PlainBalance): boolean {
  return account !== 'world' || [posted, held, incoming, expected].some((amount) => amount !== 0n);
}

function sideOf(lines: readonly PlainBalance[], asset: string, sign: bigint): bigint {
  const amounts = lines.filter((line) => line.asset === asset).map(({ posted }) => posted * sign);
  return amounts.reduce((sum, amount) => (amount > 0n ? sum + amount : sum), 0n);
}

function bySort(totals: readonly { readonly asset: string }[]): unknown {
  return totals.toSorted((a, b) => compareUtf8(a.asset, b.asset));
}

type Sums = Pick<PlainBalance, 'posted' | 'held' | 'incoming' | 'expected' | 'available' | 'credits'>;

const NO_CREDITS = { remaining: 0n, spendable: 0n };
const NOTHING: Sums = {
  posted: 0n,
  held: 0n,
  incoming: 0n,
  expected: 0n,
  available: 0n,
  credits: NO_CREDITS,
};
const ALL_TIME = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER, limit: 4 };

/** Each line of a statement stands on the one before; the last of a moment says what the balance is then. */
async function checkStatement(book: OpenBook, plain: PlainHouseBook, account: string): Promise<void> {
  const { events } = plain;
  const lives = events.filter((event) => event.kind === 'account_opened' && event.row.id === account);
  if (lives.length !== 1) return;
  let page: Awaited<ReturnType<OpenBook['statement']>> = await book.statement(account, ALL_TIME);
  if (page === null) throw new Error(`${book.name}: ${account} has no statement`);
  let standing: Sums = sumsOf(page.opening);
  let at: number | undefined;
  expectSame(`${book.name}: the opening of ${account}`, standing, NOTHING);
  const expectBalance = (then: number): void => {
    // A life that is over has nothing.
    const balance = plainBalances(events, then).find((each) => each.account === account) ?? NOTHING;
    expectSame(`${book.name}: the statement of ${account} at ${then}`, standing, sumsOf(balance));
  };
  while (page !== null) {
    for (const line of page.lines) {
      if (at !== undefined && line.at !== at) expectBalance(at);
      standing = plus(standing, line);
      expectSame(`${book.name}: the statement of ${account}, at ${line.at}`, line.balance, standing);
      at = line.at;
    }
    const { cursor }: { cursor: string | null } = page;
    page = cursor === null ? null : await book.statement(account, { ...ALL_TIME, cursor });
  }
  expectBalance(Number.MAX_SAFE_INTEGER);
}

function sumsOf({ posted, held, incoming, expected, available, credits }: Sums): Sums {
  return { posted, held, incoming, expected, available, credits };
}

function plus(a: Sums, b: Sums): Sums {
  return {
    posted: a.posted + b.posted,
    held: a.held + b.held,
    incoming: a.incoming + b.incoming,
    expected: a.expected + b.expected,
    available: a.available + b.available,
    credits: {
      remaining: a.credits.remaining + b.credits.remaining,
      spendable: a.credits.spendable + b.credits.spendable,
    },
  };
}
