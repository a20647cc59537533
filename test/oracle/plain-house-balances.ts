import type { Event } from '../../src/kernel/apply-rows.ts';
import type { Delta } from '../../src/kernel/time/delta.ts';
import { lastSeqIn } from './plain-expectations.ts';
import type { PlainHouseBook } from './plain-house.ts';

/** One life of an account id, from its opening to its end, as far as something was known. */
interface PlainSpan {
  readonly key: string;
  readonly id: string;
  readonly asset: string;
  openedAt: number;
  endedAt: number;
}

export interface PlainBalance {
  readonly account: string;
  readonly asset: string;
  readonly posted: bigint;
  readonly held: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly available: bigint;
  readonly credits: { readonly remaining: bigint; readonly spendable: bigint };
  readonly totals: { readonly in: bigint; readonly out: bigint };
  readonly lastSeq?: number;
}

const WORLD_ID = 'world';
const ALWAYS = Number.POSITIVE_INFINITY;

/** The events of the rows that were recorded at or before a moment. */
export function eventsKnownAt(book: PlainHouseBook, knownAt = ALWAYS): Event[] {
  return book.eventsKnownAt(knownAt);
}

function spansOf(events: readonly Event[]): PlainSpan[] {
  const spans: PlainSpan[] = [];
  const end = (key: string, at: number): void => {
    for (const span of spans) if (span.key === key) span.endedAt = at;
  };
  for (const event of events) {
    if (event.kind === 'account_opened') {
      const { key, id, asset } = event.row;
      spans.push({ key, id, asset, openedAt: event.at, endedAt: ALWAYS });
    } else if (event.kind === 'account_updated') {
      for (const span of spans)
        if (span.key === event.account) span.openedAt = event.openedAt ?? span.openedAt;
    } else if (event.kind === 'account_closed') end(event.account, event.at);
    else if (event.kind === 'accounts_merged') end(event.from, event.at);
    for (const { account: key } of event.moves) {
      if (!key.startsWith('world/') || spans.some((span) => span.key === key)) continue;
      const asset = key.slice('world/'.length);
      spans.push({ key, id: WORLD_ID, asset, openedAt: Number.NEGATIVE_INFINITY, endedAt: ALWAYS });
    }
  }
  return spans;
}

function sumOf(events: readonly Event[], key: string, at: number): Delta {
  let inflow = 0n;
  let outflow = 0n;
  let available = 0n;
  let incoming = 0n;
  let expected = 0n;
  let purse = 0n;
  let spendable = 0n;
  for (const event of events) {
    for (const move of event.moves) {
      if (move.account !== key || move.at > at) continue;
      inflow += move.inflow;
      outflow += move.outflow;
      available += move.available;
      incoming += move.incoming;
      expected += move.expected;
      purse += move.purse;
      spendable += move.spendable;
    }
  }
  return { inflow, outflow, available, incoming, expected, purse, spendable };
}

function balanceOf(events: readonly Event[], { key, id, asset }: PlainSpan, at: number): PlainBalance {
  const { inflow, outflow, available, incoming, expected, purse, spendable } = sumOf(events, key, at);
  const posted = inflow - outflow;
  const totals = { in: inflow, out: outflow };
  const held = posted - available - purse;
  const credits = { remaining: purse, spendable };
  return { account: id, asset, posted, held, incoming, expected, available, credits, totals };
}

/** What every account that lives just after a moment has then, by all that the events say; worlds included. */
export function plainBalances(events: readonly Event[], at: number): PlainBalance[] {
  return livingAt(events, at).map((span) => balanceOf(events, span, at));
}

function livingAt(events: readonly Event[], at: number): PlainSpan[] {
  return spansOf(events).filter(({ openedAt, endedAt }) => openedAt <= at && endedAt > at);
}

/** The same, each with the number of the latest event that changed the account, as a house tells it of all that is known. */
export function numberedBalances(events: readonly Event[], at: number): PlainBalance[] {
  return livingAt(events, at).map((span) => {
    return { ...balanceOf(events, span, at), lastSeq: lastSeqIn(events, span.key) };
  });
}

/** What one account has just after a moment; null when it does not live then. */
export function plainBalance(
  events: readonly Event[],
  account: string,
  at: number,
  asset?: string,
): PlainBalance | null {
  const found = plainBalances(events, at).find((each) => {
    return each.account === account && (asset === undefined || each.asset === asset);
  });
  return found ?? null;
}

/** The same of one account with its number; a world of which nothing is known there has changed by nothing. */
export function numberedBalance(
  events: readonly Event[],
  account: string,
  at: number,
  asset?: string,
): PlainBalance | null {
  const found = numberedBalances(events, at).find((each) => {
    return each.account === account && (asset === undefined || each.asset === asset);
  });
  return found ?? null;
}

/** Every moment at which something changes, and the one before it, in order. */
export function interestingMoments(events: readonly Event[]): number[] {
  const moments = events.flatMap(({ at, moves, ...event }) => {
    const begins = 'openedAt' in event && event.openedAt !== undefined ? [event.openedAt] : [];
    return [at, ...begins, ...moves.map((move) => move.at)];
  });
  return [...new Set(moments.flatMap((at) => [at - 1, at]))].sort((left, right) => left - right);
}

export interface PlainSubtree extends Omit<PlainBalance, 'account'> {
  readonly prefix: string;
  readonly accounts: number;
}

/** What those of some balances have together whose ids begin with all segments of a path: for each asset one sum, in order. */
export function plainSubtree(balances: readonly PlainBalance[], prefix: string): PlainSubtree[] {
  const wanted = plainSegments(prefix);
  const own = balances.filter(({ account }) => {
    const segments = plainSegments(account);
    return wanted.every((segment, i) => segments[i] === segment);
  });
  return [...new Set(own.map(({ asset }) => asset))].sort().map((asset) => {
    const those = own.filter((one) => one.asset === asset);
    const sum = (amountOf: (one: PlainBalance) => bigint): bigint =>
      those.reduce((total, one) => total + amountOf(one), 0n);
    return {
      prefix,
      asset,
      accounts: those.length,
      posted: sum(({ posted }) => posted),
      held: sum(({ held }) => held),
      incoming: sum(({ incoming }) => incoming),
      expected: sum(({ expected }) => expected),
      available: sum(({ available }) => available),
      credits: {
        remaining: sum(({ credits }) => credits.remaining),
        spendable: sum(({ credits }) => credits.spendable),
      },
      totals: { in: sum(({ totals }) => totals.in), out: sum(({ totals }) => totals.out) },
    };
  });
}

/** The same of every path that is the beginning of one of the ids, or one of them: in order of their segments. */
export function plainTree(balances: readonly PlainBalance[]): PlainSubtree[] {
  // Segment by segment, as if what separates them came before every letter.
  const paths = balances.flatMap(({ account }) =>
    plainSegments(account).map((_, i, all) => all.slice(0, i + 1).join('\u0000')),
  );
  const inOrder = [...new Set(paths)].sort();
  return inOrder.flatMap((path) => plainSubtree(balances, path.replaceAll('\u0000', ':')));
}

/** Letter by letter: a colon ends a segment where it stands behind another letter, and something follows. */
export function plainSegments(id: string): string[] {
  const segments: string[] = [];
  let segment = '';
  for (let i = 0; i < id.length; i += 1) {
    const ends = id[i] === ':' && i > 0 && id[i - 1] !== ':' && i + 1 < id.length;
    if (ends) segments.push(segment);
    segment = ends ? '' : segment + id[i];
  }
  return [...segments, segment];
}
