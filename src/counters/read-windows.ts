import { optionalFlag, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { WINDOWS_MAX } from '../base/limits.ts';
import type { MomentInput } from '../base/timestamp.ts';
import type { CounterContext } from './counter-context.ts';
import type { CounterView } from './counter-store.ts';
import { type Definition, defaultDefinition } from './rules/definition.ts';
import { fillGaps, type WindowCount } from './rules/fill-gaps.ts';
import { coarsest, finest, type GranularityInput, granularityOf } from './rules/granularity.ts';
import { moment, positiveSpan } from './rules/moment.ts';
import { type BucketRange, bucketEdgeFrom, bucketStart, partOf, planWindow } from './rules/plan-window.ts';

/** Which windows are counted: side by side, each event in one. */
export interface TumblingQuery {
  /** Whose events. */
  readonly counter: string;
  /** The length of a window: a multiple of the counter's finest buckets. */
  readonly window: GranularityInput;
  /** Half-open. Windows that it cuts through are counted whole. */
  readonly from: MomentInput;
  /** Where the range ends, in milliseconds, itself excluded. */
  readonly to: MomentInput;
}

/** One count for each window. */
export interface TumblingAnswer {
  /** Whose events. */
  readonly counter: string;
  /** The length of a window in milliseconds. */
  readonly window: number;
  /** One for each window, in order; those without events count 0. */
  readonly windows: readonly WindowCount[];
  /** True when repeats are recognised approximately. */
  readonly approximate: boolean;
}

/** Which window is counted. */
export interface SlidingQuery {
  /** Whose events. */
  readonly counter: string;
  /** Its length: the window is `[at - window, at)`. */
  readonly window: GranularityInput;
  /** Its end; default: now. */
  readonly at?: MomentInput | undefined;
  /** Whether the log is read where a bucket is cut through. Default false. */
  readonly exact?: boolean | undefined;
}

/** The count over one window. */
export interface SlidingAnswer {
  /** Whose events. */
  readonly counter: string;
  /** Where the window begins, in milliseconds, itself included. */
  readonly from: number;
  /** Where it ends, in milliseconds, itself excluded. */
  readonly to: number;
  /** The sum of what its events count. */
  readonly count: bigint;
  /** True when a bucket was cut through and its part estimated, or when repeats are recognised approximately. */
  readonly approximate: boolean;
}

/** Whose total is asked for. */
export interface TotalQuery {
  /** The counter's name. */
  readonly counter: string;
}

/** The count over all time. */
export interface TotalAnswer {
  /** Whose events. */
  readonly counter: string;
  /** The sum of what its events count. */
  readonly count: bigint;
  /** True when repeats are recognised approximately. */
  readonly approximate: boolean;
}

/** What a counter is; one that is not there has counted nothing. */
export async function definitionOf(view: CounterView, counter: string): Promise<Definition> {
  return (await view.definition(counter)) ?? defaultDefinition(counter);
}

/** One count for each window. */
export async function readTumbling(context: CounterContext, asked: TumblingQuery): Promise<TumblingAnswer> {
  const query = readOptions('tumbling', asked, ['counter', 'window', 'from', 'to']);
  const counter = checkId('counter', query.counter);
  const window = granularityOf('window', query.window);
  const from = bucketStart(moment('from', query.from), window);
  const to = bucketEdgeFrom(moment('to', query.to), window);
  if (query.from > query.to) {
    throw new TallystickError('bad_timestamp', 'to', query.to, `a moment not before from, ${query.from}`);
  }
  if ((to - from) / window > WINDOWS_MAX) {
    throw new TallystickError('out_of_range', 'to', query.to, `at most ${WINDOWS_MAX} windows`);
  }
  return context.store.read(context.book, async (view) => {
    const { granularities, dedup } = await definitionOf(view, counter);
    // The coarsest buckets that the windows are made of.
    const size = granularities.findLast((one) => window % one === 0);
    if (size === undefined) {
      const expected = `a multiple of the counter's finest buckets, ${finest(granularities)}`;
      throw new TallystickError('bad_option', 'window', query.window, expected);
    }
    const buckets = await view.buckets(counter, { size, from, to });
    const windows = fillGaps(buckets, window, from, to);
    return { counter, window, windows, approximate: dedup.mode === 'approximate' };
  });
}

/** The count of the last while. */
export async function readSliding(context: CounterContext, asked: SlidingQuery): Promise<SlidingAnswer> {
  const query = readOptions('sliding', asked, ['counter', 'window', 'at', 'exact']);
  const counter = checkId('counter', query.counter);
  const exact = optionalFlag('exact', query.exact) ?? false;
  const now = context.clock();
  const { from, to } = readWindow(query, now);
  return context.store.read(context.book, async (view) => {
    const { granularities, dedup } = await definitionOf(view, counter);
    const isFiltered = dedup.mode === 'approximate';
    const { ranges, edges } = planWindow(granularities, from, to, now);
    if (edges.length > 0 && exact && isFiltered) {
      const expected = 'a counter with exact dedup: an approximate one keeps no log';
      throw new TallystickError('bad_option', 'exact', exact, expected);
    }
    const size = finest(granularities);
    const cut: BucketRange[] = edges.map(({ start }) => ({ size, from: start, to: start + size }));
    const sums = await view.sums(counter, exact ? ranges : [...ranges, ...cut]);
    let count = sums.slice(0, ranges.length).reduce((sum, one) => sum + one, 0n);
    for (const [i, edge] of edges.entries()) {
      count += exact
        ? await view.logSum(counter, Math.max(from, edge.start), Math.min(to, edge.start + size))
        : partOf(sums[ranges.length + i] ?? 0n, edge);
    }
    return { counter, from, to, count, approximate: isFiltered || (edges.length > 0 && !exact) };
  });
}

/** `[at - window, at)`. */
export function readWindow(
  query: { readonly window: GranularityInput; readonly at?: MomentInput | undefined },
  now: number,
): { readonly from: number; readonly to: number } {
  const window =
    typeof query.window === 'string'
      ? granularityOf('window', query.window)
      : positiveSpan('window', query.window);
  const to = query.at === undefined ? now : moment('at', query.at);
  return { from: moment('at - window', to - window), to };
}

/** Everything that a counter ever counted. */
export async function readTotal(context: CounterContext, query: TotalQuery): Promise<TotalAnswer> {
  const counter = checkId('counter', readOptions('total', query, ['counter']).counter);
  return context.store.read(context.book, async (view) => {
    const { granularities, dedup } = await definitionOf(view, counter);
    const size = coarsest(granularities);
    const everything = { size, from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
    const [count = 0n] = await view.sums(counter, [everything]);
    return { counter, count, approximate: dedup.mode === 'approximate' };
  });
}
