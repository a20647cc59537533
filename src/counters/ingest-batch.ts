import { assert } from '../base/assert.ts';
import { compareUtf8 } from '../base/id.ts';
import { CounterBatch } from './counter-batch.ts';
import type { CounterContext } from './counter-context.ts';
import type { DefinitionRow, LogRow, QuarantineRow } from './counter-rows.ts';
import type { CounterTransaction } from './counter-store.ts';
import { compareDeltas } from './rules/coalesce-deltas.ts';
import type { CheckedEvent } from './rules/count-event.ts';
import { defaultDefinition } from './rules/definition.ts';
import { compareBodies, type Outcome } from './rules/outcome.ts';
import { slotsFor } from './rules/slots.ts';
import { judgeTime } from './rules/timeliness.ts';

/** The names of the counters that events are for, in order: rows are locked in it. */
function countersOf(events: readonly CheckedEvent[]): string[] {
  const names = new Set<string>();
  let last: string | undefined;
  for (const { counter } of events) {
    if (counter === last) continue;
    names.add(counter);
    last = counter;
  }
  return [...names].sort(compareUtf8);
}

/** The definitions of counters, held; those that are new get the default. */
async function holdAll(tx: CounterTransaction, counters: readonly string[]): Promise<DefinitionRow[]> {
  const found = await tx.holdDefinitions(counters);
  if (found.length === counters.length) return found;
  const known = new Set(found.map(({ counter }) => counter));
  const missing = counters.filter((counter) => !known.has(counter));
  await tx.addDefinitions(
    missing.map((counter) => ({ ...defaultDefinition(counter), generation: 0, rebuilding: null })),
  );
  // Another process may have defined one meanwhile; what it said holds.
  return [...found, ...(await tx.holdDefinitions(missing))];
}

/**
 * Takes events in, within a transaction: the log, the buckets, the tallies and the quarantine move together. What the log
 * says is new is counted, and nothing else. `checkTimes` is false for events that come from a journal, which cannot be
 * late.
 */
export async function ingestInto(
  tx: CounterTransaction,
  context: CounterContext,
  events: readonly CheckedEvent[],
  options: { readonly now: number; readonly checkTimes: boolean },
): Promise<{ outcomes: Outcome[]; batches: CounterBatch[] }> {
  const { now, checkTimes } = options;
  const names = countersOf(events);
  const batches = new Map<string, CounterBatch>();
  for (const definition of await holdAll(tx, names)) {
    const { counter } = definition;
    batches.set(counter, new CounterBatch(definition, context.filters.get(counter)));
  }
  const batchOf = (counter: string): CounterBatch => {
    const batch = batches.get(counter);
    assert(batch !== undefined, 'a counter without a definition');
    return batch;
  };

  const outcomes: Outcome[] = new Array(events.length);
  const rows: LogRow[] = [];
  const places: number[] = [];
  const late: QuarantineRow[] = [];
  let batch: CounterBatch | undefined;
  for (let i = 0; i < events.length; i += 1) {
    const event = events[i] as CheckedEvent; // Within the list.
    const { counter, source, eventId, at, value } = event;
    if (batch?.definition.counter !== counter) batch = batchOf(counter);
    const { definition, filter } = batch;
    const timeliness = checkTimes ? judgeTime(at, now, definition) : 'in_time';
    if (timeliness !== 'in_time') {
      outcomes[i] = timeliness;
      batch.note(event, timeliness);
      if (timeliness === 'too_late') {
        late.push({ counter, source, eventId, at, value, receivedAt: now });
      }
    } else if (filter !== undefined) {
      const outcome = filter.take(source, eventId, value, now) ? 'counted' : 'duplicate';
      outcomes[i] = outcome;
      batch.note(event, outcome);
    } else {
      const { generation } = definition;
      rows.push(generation === 0 ? event : { ...event, generation });
      places.push(i);
    }
  }
  const standing = rows.length === 0 ? [] : await tx.addToLog(rows);
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] as LogRow; // Within the list.
    const before = standing[i];
    const outcome = before == null ? 'counted' : compareBodies(before, row);
    outcomes[places[i] ?? 0] = outcome;
    if (batch?.definition.counter !== row.counter) batch = batchOf(row.counter);
    batch.note(row, outcome);
  }

  const inOrder = names.map(batchOf);
  const deltas = inOrder.flatMap((one) => one.deltas()).sort(compareDeltas);
  if (deltas.length > 0) await tx.addToBuckets(deltas);
  await tx.addToTallies(inOrder.map((one) => one.tally(now)));
  if (late.length > 0) await tx.addToQuarantine(late);
  return { outcomes, batches: inOrder };
}

/** Ingests events in a transaction of their own, and gives busy counters more slots. */
export async function ingestBatch(
  context: CounterContext,
  events: readonly CheckedEvent[],
  now: number,
): Promise<Outcome[]> {
  const { outcomes, batches } = await context.store.transact(
    context.book,
    (tx) => ingestInto(tx, context, events, { now, checkTimes: true }),
    // The log makes it idempotent: what a lost commit counted is a `duplicate` then, and counted once.
    { isIdempotent: true },
  );
  for (const { definition, counted } of batches) {
    if (counted === 0) continue;
    const { counter, slots } = definition;
    const wanted = slotsFor(context.meter.add(counter, counted, now), slots);
    // In a transaction of its own: the one above holds the definition with others, and would have to wait for them.
    if (wanted > slots) await context.store.transact(context.book, (tx) => tx.growSlots(counter, wanted));
  }
  return outcomes;
}
