import { optionalLimit, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { DISTINCT_EXACT_MAX, PAGE_ROWS_MAX } from '../base/limits.ts';
import type { MomentInput } from '../base/timestamp.ts';
import { type DistinctCount, DistinctSketch } from './approximate/distinct-sketch.ts';
import type { CounterContext } from './counter-context.ts';
import { definitionOf, readWindow } from './read-windows.ts';
import type { GranularityInput } from './rules/granularity.ts';
import { moment } from './rules/moment.ts';
import { planWindow } from './rules/plan-window.ts';
import { type CounterSum, compareSums } from './rules/top-list.ts';

/** Over which window counters are ranked, and how many are returned. */
export interface TopCountersQuery {
  /** How many counters. Default 10. */
  readonly limit?: number | undefined;
  /** The window is `[at - window, at)`. */
  readonly window: GranularityInput;
  /** Default: now. */
  readonly at?: MomentInput | undefined;
  /** Only counters whose names begin so. Default: all. */
  readonly prefix?: string | undefined;
}

/** The counters that counted most. */
export interface TopAnswer {
  /** Where the window begins, in milliseconds, itself included. */
  readonly from: number;
  /** Where it ends, in milliseconds, itself excluded. */
  readonly to: number;
  /** Greatest counts first; equal ones in the order of the names' UTF-8 bytes. */
  readonly counters: readonly CounterSum[];
  /** True when the window cuts through a bucket of some counter. */
  readonly approximate: boolean;
}

/** Whose sources are counted, and over which range. */
export interface DistinctQuery {
  /** Whose events. */
  readonly counter: string;
  /** Half-open. */
  readonly from: MomentInput;
  /** Where the range ends, in milliseconds, itself excluded. */
  readonly to: MomentInput;
}

/** How many distinct sources a range has. */
export interface DistinctAnswer extends DistinctCount {
  /** Whose events. */
  readonly counter: string;
  /** Where the range begins, in milliseconds, itself included. */
  readonly from: number;
  /** Where it ends, in milliseconds, itself excluded. */
  readonly to: number;
}

/** The counters that counted most in a window. */
export async function readTop(context: CounterContext, asked: TopCountersQuery): Promise<TopAnswer> {
  const query = readOptions('top', asked, ['limit', 'window', 'at', 'prefix']);
  const { prefix = '' } = query;
  const limit = optionalLimit('limit', query.limit, PAGE_ROWS_MAX, 10);
  if (prefix !== '') checkId('prefix', prefix);
  const now = context.clock();
  const { from, to } = readWindow(query, now);
  return context.store.read(context.book, async (view) => {
    let approximate = context.filters.size > 0;
    const lists: CounterSum[][] = [];
    for (const granularities of await view.granularities()) {
      const plan = planWindow(granularities, from, to, now);
      approximate ||= plan.edges.length > 0;
      lists.push(await view.top({ granularities, plan, prefix, limit }));
    }
    const counters = lists.flat().sort(compareSums).slice(0, limit);
    return { from, to, counters, approximate };
  });
}

/** How many distinct sources the events of a range have. */
export async function readDistinct(context: CounterContext, asked: DistinctQuery): Promise<DistinctAnswer> {
  const query = readOptions('distinct', asked, ['counter', 'from', 'to']);
  const counter = checkId('counter', query.counter);
  const from = moment('from', query.from);
  const to = moment('to', query.to);
  const hyperlolo = await import('hyperlolo');
  return context.store.read(context.book, async (view) => {
    const { dedup } = await definitionOf(view, counter);
    if (dedup.mode === 'approximate') {
      const expected = 'a counter with exact dedup: an approximate one keeps no log';
      throw new TallystickError('bad_option', 'counter', counter, expected);
    }
    const sketch = new DistinctSketch(hyperlolo, DISTINCT_EXACT_MAX);
    await view.visitSources(counter, from, to, (source) => sketch.add(source));
    return { counter, from, to, ...sketch.count() };
  });
}
