import { optionalFlag, readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { BATCH_EVENTS_MAX } from '../base/limits.ts';
import type { MomentInput } from '../base/timestamp.ts';
import type { CounterContext } from './counter-context.ts';
import type { DefinitionRow, EventPlace } from './counter-rows.ts';
import type { CounterTransaction } from './counter-store.ts';
import { ingestInto } from './ingest-batch.ts';
import { type CounterRefused, refuse } from './refused-count.ts';
import { CounterDeltas, compareDeltas } from './rules/coalesce-deltas.ts';
import { coarsest } from './rules/granularity.ts';
import { moment } from './rules/moment.ts';
import { bucketEdgeFrom, bucketStart } from './rules/plan-window.ts';

/** Which buckets are rebuilt, and from what. */
export interface BackfillInput {
  /** Whose buckets. */
  readonly counter: string;
  /** What to rebuild, half-open; widened to whole buckets of the coarsest size. Default: everything. */
  readonly from?: MomentInput | undefined;
  /** Where the range ends, itself excluded. Default: no end. */
  readonly to?: MomentInput | undefined;
  /** Whether events of the range that came too late are counted now. Default false: they stay in quarantine. */
  readonly admitLate?: boolean | undefined;
}

/** What a rebuilding did, or why it did nothing. */
export type BackfillAnswer =
  | {
      readonly ok: true;
      /** Whose buckets were rebuilt. */
      readonly counter: string;
      /** What was rebuilt; null: no end on that side. */
      readonly from: number | null;
      /** Where that ends, itself excluded; null: nowhere. */
      readonly to: number | null;
      /** Logged events that were counted anew; what came in meanwhile is not among them. */
      readonly events: number;
      /** Late events that are counted now. */
      readonly admitted: number;
    }
  /** `counter_unknown`: nobody defined it and nothing came. `superseded`: another backfill of it began meanwhile. */
  | CounterRefused<'counter_unknown' | 'superseded'>;

interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

/** Rebuilds a counter's buckets from its log into a new generation, which then takes the place of the old one. */
export async function backfill(context: CounterContext, asked: BackfillInput): Promise<BackfillAnswer> {
  const input = readOptions('backfill', asked, ['counter', 'from', 'to', 'admitLate']);
  const counter = checkId('counter', input.counter);
  const from = input.from === undefined ? null : moment('from', input.from);
  const to = input.to === undefined ? null : moment('to', input.to);
  if (from !== null && to !== null && from > to) {
    throw new TallystickError('bad_timestamp', 'to', to, `a moment not before from, ${from}`);
  }
  const admitLate = optionalFlag('admitLate', input.admitLate) ?? false;
  const begun = await context.store.transact(context.book, (tx) => begin(tx, counter, { from, to }));
  if (begun === undefined) return refuse('counter_unknown');
  const { generation } = begun;
  const range = begun.rebuilding ?? { from, to };
  const admitted = admitLate ? await admitAll(context, counter, range) : 0;
  const events = await rebuild(context, begun, range);
  if (events === null) return refuse('superseded');
  const done = await context.store.transact(context.book, async (tx) => {
    const present = await tx.lockDefinition(counter);
    if (present?.generation !== generation) return false;
    // When this is run again after it was committed, the buckets are in their place.
    if (present.rebuilding === null) return true;
    await tx.swapGeneration(counter, generation, range.from, range.to);
    await tx.putDefinition({ ...present, rebuilding: null });
    return true;
  });
  return done ? { ok: true, counter, ...range, events, admitted } : refuse('superseded');
}

/**
 * Begins a generation. From here on every ingest counts into it as well, and marks what it logs as later; whatever
 * ingested before has ended, because the lock waits for them. An aborted rebuild is dropped.
 */
async function begin(
  tx: CounterTransaction,
  counter: string,
  range: Range,
): Promise<DefinitionRow | undefined> {
  const present = await tx.lockDefinition(counter);
  if (present === undefined) return undefined;
  if (present.dedup.mode !== 'exact') {
    const expected = 'a counter with exact dedup: an approximate one keeps no log';
    throw new TallystickError('bad_option', 'counter', counter, expected);
  }
  if (present.rebuilding !== null) await tx.dropGeneration(counter, present.generation);
  const size = coarsest(present.granularities);
  const rebuilding = {
    from: range.from === null ? null : bucketStart(range.from, size),
    to: range.to === null ? null : bucketEdgeFrom(range.to, size),
  };
  const begun = { ...present, generation: present.generation + 1, rebuilding };
  await tx.putDefinition(begun);
  return begun;
}

/** Counts quarantined events of a range, as if they had come in time; those whose ids were counted stay uncounted. */
async function admitAll(context: CounterContext, counter: string, range: Range): Promise<number> {
  let admitted = 0;
  for (;;) {
    const taken = await context.store.transact(context.book, async (tx) => {
      await tx.holdDefinitions([counter]);
      const rows = await tx.takeFromQuarantine(counter, { ...range, limit: BATCH_EVENTS_MAX });
      const events = rows.map(({ receivedAt: _, ...event }) => ({ ...event, generation: 0 }));
      if (events.length === 0) return { rows: 0, counted: 0 };
      const { batches } = await ingestInto(tx, context, events, { now: context.clock(), checkTimes: false });
      return { rows: rows.length, counted: batches[0]?.counted ?? 0 };
    });
    admitted += taken.counted;
    if (taken.rows < BATCH_EVENTS_MAX) return admitted;
  }
}

/** Counts what was logged before the generation began, page by page; null when the generation is not the last any more. */
async function rebuild(context: CounterContext, begun: DefinitionRow, range: Range): Promise<number | null> {
  const { counter, generation, granularities } = begun;
  let events = 0;
  let after: EventPlace | undefined;
  for (;;) {
    const page = await context.store.transact(context.book, async (tx) => {
      const [present] = await tx.holdDefinitions([counter]);
      if (present?.generation !== generation) return null;
      const rows = await tx.log(counter, {
        ...range,
        after,
        limit: BATCH_EVENTS_MAX,
        beforeGeneration: generation,
      });
      const deltas = new CounterDeltas(counter, granularities);
      for (const { at, value } of rows) deltas.add(at, value);
      if (rows.length > 0) await tx.addToBuckets(deltas.deltas(0, generation).sort(compareDeltas));
      return rows;
    });
    if (page === null) return null;
    events += page.length;
    after = page.at(-1);
    if (page.length < BATCH_EVENTS_MAX) return events;
  }
}
