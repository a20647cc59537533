import { optionalLimit, readOptions } from '../base/checked-options.ts';
import { checkId } from '../base/id.ts';
import { FRESHNESS_MS, PAGE_ROWS_MAX } from '../base/limits.ts';
import type { MomentInput } from '../base/timestamp.ts';
import type { CounterContext } from './counter-context.ts';
import type { DefinitionRow, FeedRow, QuarantineRow } from './counter-rows.ts';
import type { CounterView } from './counter-store.ts';
import type { Definition } from './rules/definition.ts';
import { moment } from './rules/moment.ts';
import type { Undercount } from './rules/undercount.ts';

/** Which counters to report on. */
export interface StatusQuery {
  /** Only this counter. */
  readonly counter?: string | undefined;
  /** Counters behind this name. */
  readonly after?: string | undefined;
  /** How many counters at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
}

/** What a counter is, and what became of its events. */
export interface CounterStatus extends Definition {
  /** Events counted, repeats, ids with another body, and what came too late or too early: how often each came. */
  readonly counted: number;
  /** How often an event came again. */
  readonly duplicates: number;
  /** How often an id came again with another body, which was not counted. */
  readonly conflicts: number;
  /** How many events came behind the horizon. */
  readonly tooLate: number;
  /** How many events were dated further ahead than the skew. */
  readonly tooEarly: number;
  /** Late events that are kept and not counted. */
  readonly quarantined: number;
  /** The earliest and the latest moment that was counted; null: none. */
  readonly firstAt: number | null;
  /** The latest moment that was counted, in milliseconds; null: none. */
  readonly lastAt: number | null;
  /** When events came in last; null: never. */
  readonly ingestedAt: number | null;
  /** How many rebuilds were begun, and whether one is running. */
  readonly generation: number;
  /** Whether a rebuild is running. */
  readonly isRebuilding: boolean;
  /** What approximate dedup may have cost; null where it is exact. */
  readonly undercount: Undercount | null;
}

/** How the counters are. */
export interface StatusAnswer {
  /** The present moment of the counters, in milliseconds. */
  readonly now: number;
  /** Within how many milliseconds an event is counted in every answer, and how long the oldest one waits now. */
  readonly freshness: {
    /** Within how many milliseconds an event is counted in every answer. */
    readonly promisedMs: number;
    /** For how many milliseconds the oldest event that is not counted yet has been there. */
    readonly lagMs: number;
  };
  /** How far each feed has come. */
  readonly feeds: readonly FeedRow[];
  /** In order of their names. */
  readonly counters: readonly CounterStatus[];
}

/** Whose late events are listed. */
export interface QuarantineQuery {
  /** Whose events. */
  readonly counter: string;
  /** Where the range of their moments begins, in milliseconds, itself included. Default: the beginning. */
  readonly from?: MomentInput | undefined;
  /** Where it ends, in milliseconds, itself excluded. Default: nowhere. */
  readonly to?: MomentInput | undefined;
  /** How many events at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
}

/** How the counters of a book are. */
export async function readStatus(context: CounterContext, asked: StatusQuery): Promise<StatusAnswer> {
  const query = readOptions('status', asked, ['counter', 'after', 'limit']);
  const counter = query.counter === undefined ? undefined : checkId('counter', query.counter);
  const after = query.after === undefined ? undefined : checkId('after', query.after);
  const limit = optionalLimit('limit', query.limit, PAGE_ROWS_MAX);
  return context.store.read(context.book, async (view) => {
    const rows =
      counter === undefined
        ? await view.definitions({ after, limit })
        : [await view.definition(counter)].filter((row) => row !== undefined);
    const counters: CounterStatus[] = [];
    for (const row of rows) counters.push(await statusOf(context, view, row));
    // Events are counted before their ingestion is answered: none waits.
    const freshness = { promisedMs: FRESHNESS_MS, lagMs: 0 };
    return { now: context.clock(), freshness, feeds: await view.feeds(), counters };
  });
}

async function statusOf(
  context: CounterContext,
  view: CounterView,
  row: DefinitionRow,
): Promise<CounterStatus> {
  const { generation, rebuilding, ...definition } = row;
  const { counter } = definition;
  const tally = await view.tally(counter);
  return {
    ...definition,
    counted: tally?.counted ?? 0,
    duplicates: tally?.duplicates ?? 0,
    conflicts: tally?.conflicts ?? 0,
    tooLate: tally?.tooLate ?? 0,
    tooEarly: tally?.tooEarly ?? 0,
    quarantined: await view.quarantined(counter),
    firstAt: tally?.firstAt ?? null,
    lastAt: tally?.lastAt ?? null,
    ingestedAt: tally?.ingestedAt ?? null,
    generation,
    isRebuilding: rebuilding !== null,
    undercount: context.filters.get(counter)?.undercount() ?? null,
  };
}

/** Late events that are kept, in order of their moments. */
export async function readQuarantine(
  context: CounterContext,
  asked: QuarantineQuery,
): Promise<QuarantineRow[]> {
  const query = readOptions('quarantine', asked, ['counter', 'from', 'to', 'limit']);
  const counter = checkId('counter', query.counter);
  const from = query.from === undefined ? null : moment('from', query.from);
  const to = query.to === undefined ? null : moment('to', query.to);
  const limit = optionalLimit('limit', query.limit, PAGE_ROWS_MAX);
  return context.store.read(context.book, (view) => view.quarantine(counter, { from, to, limit }));
}
