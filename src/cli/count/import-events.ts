import { TallystickError } from '../../base/error.ts';
import { BATCH_EVENTS_MAX } from '../../base/limits.ts';
import { importFormat } from '../import/import-format.ts';
import { inBatches } from '../import/in-batches.ts';
import { boundedSource, fileName } from '../import/make-id.ts';
import { openInput } from '../import/open-input.ts';
import type { RejectsFile } from '../import/rejects-file.ts';
import type { CountImportOptions, CountImportReport } from './count-import-options.ts';
import type { OpenCounters, Outcome } from './counters-of.ts';
import { EventReader, type ImportedEvent } from './event-reader.ts';
import { type EventRow, readEventsOfCsv, readEventsOfJson } from './event-rows.ts';
import { EventTally, isRefusal } from './event-tally.ts';

/**
 * Counts the events of a file: CSV under a header, or NDJSON. Run again, also after a crash in the middle, it counts what
 * is not counted yet: the log knows the ids of the rest. A malformed row is reported and the rest goes on. Keeps two
 * batches in memory.
 *
 * Throws TallystickError for bad options, an unreadable file, a bad header, broken gzip and what is not UTF-8, and
 * StoreError as the house does. What was counted until then stays.
 */
export async function importEvents(
  counters: OpenCounters,
  options: CountImportOptions,
): Promise<CountImportReport> {
  const { rejects, prefix = '', offset, mapping, onProgress } = options;
  const format = importFormat(options);
  const idsFrom = originOf(options);
  const reader = new EventReader({ mapping, prefix, offset, idsFrom });
  const batchRows = batchSizeOf(options);
  const input = await openInput(options);
  const tally = new EventTally();
  const known = new Set<string>();
  const finish = async (rows: readonly EventRow[]): Promise<void> => {
    const events = rows.flatMap(({ event }) => (event === undefined ? [] : [event]));
    if (options.horizon !== undefined) await giveHorizon(counters, events, options.horizon, known);
    addAll(rows, await ingestAll(counters, events), tally, rejects);
    await rejects?.flush();
    onProgress?.(input.done(), input.total, tally.counts());
  };
  const rows = (format === 'csv' ? readEventsOfCsv : readEventsOfJson)(input.texts, reader);
  const isComplete = await inBatches(rows, finish, { batchRows, ...options });
  return tally.report(idsFrom, isComplete);
}

function addAll(
  rows: readonly EventRow[],
  outcomes: readonly (Outcome | TallystickError)[],
  tally: EventTally,
  rejects: RejectsFile | undefined,
): void {
  let next = 0;
  for (const row of rows) {
    const outcome = row.event === undefined ? undefined : outcomes[next++];
    if (typeof outcome === 'string') {
      tally.addOutcome(row, outcome);
      if (isRefusal(outcome)) rejects?.add(row, { outcome });
    } else {
      const problem = outcome?.message ?? row.problem ?? 'it cannot be read';
      tally.addMalformed(row, problem);
      rejects?.addMalformed(row, problem);
    }
  }
}

/**
 * What became of each event, or what is wrong with it. Each was checked by itself; should a batch be refused all the same,
 * as where a bucket would leave 64 bits, nothing of it is counted, and its halves are tried apart until that one is found.
 */
async function ingestAll(
  counters: OpenCounters,
  events: readonly ImportedEvent[],
): Promise<readonly (Outcome | TallystickError)[]> {
  if (events.length === 0) return [];
  try {
    return await counters.ingest(events);
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    if (events.length === 1) return [error];
    const half = Math.ceil(events.length / 2);
    const first = await ingestAll(counters, events.slice(0, half));
    return [...first, ...(await ingestAll(counters, events.slice(half)))];
  }
}

/** Gives counters that were not met before their horizon. */
async function giveHorizon(
  counters: OpenCounters,
  events: readonly ImportedEvent[],
  horizon: number | null,
  known: Set<string>,
): Promise<void> {
  for (const { counter } of events) {
    if (known.has(counter)) continue;
    known.add(counter);
    await counters.define({ counter, horizon });
  }
}

function originOf({ idsFrom, path }: CountImportOptions): string | null {
  if (idsFrom === '') throw new TallystickError('bad_option', '--ids-from', idsFrom, 'a name');
  if (idsFrom !== undefined) return boundedSource(idsFrom);
  return path === undefined ? null : boundedSource(fileName(path));
}

function batchSizeOf({ batchSize = BATCH_EVENTS_MAX }: CountImportOptions): number {
  if (batchSize <= BATCH_EVENTS_MAX) return batchSize;
  const expected = `a whole number from 1 to ${BATCH_EVENTS_MAX}`;
  throw new TallystickError('bad_option', '--batch', batchSize, expected);
}
