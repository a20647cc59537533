import { TallystickError } from '../../base/error.ts';
import { BATCH_EVENTS_MAX } from '../../base/limits.ts';
import type { OpenCounters, Outcome } from '../command-line.ts';
import { importFormat } from '../import/import-options.ts';
import { failureOf, inBatches } from '../import/in-batches.ts';
import { checkIdFrom } from '../import/map-names.ts';
import { openInput } from '../import/open-input.ts';
import type { RejectsFile } from '../import/rejects-file.ts';
import { sourceName } from '../import/row-ids.ts';
import { ANY_TIME } from '../moment-text.ts';
import type { CountImportOptions, CountImportReport } from './count-import-options.ts';
import { EventReader, type ImportedEvent } from './event-reader.ts';
import { type EventRow, readEventsOfCsv, readEventsOfJson } from './event-rows.ts';
import { EventTally, isRefusal } from './event-tally.ts';

/**
 * Counts the events of a file: CSV under a header, or NDJSON. Run again, also after a crash in the middle, it counts what
 * is not counted yet: the log knows the ids of the rest; so it does of a later file of the same source that has the same
 * rows. A malformed row is reported and the rest goes on, and an error while reading ends in the report. Keeps two batches
 * in memory, and up to 60 bytes for each row without an id.
 *
 * Throws TallystickError for bad options, a file of which not one row can be read, and a bad header, and StoreError as the
 * house does. What was counted until then stays.
 */
export async function importEvents(
  counters: OpenCounters,
  options: CountImportOptions,
): Promise<CountImportReport> {
  const { rejects, prefix = '', offset, mapping, times = ANY_TIME, onProgress } = options;
  const format = importFormat(options);
  const source = sourceName(options);
  const idFrom = checkIdFrom(options.idFrom);
  const reader = new EventReader({ mapping, prefix, offset, source, idFrom, times });
  const batchRows = batchSizeOf(options);
  const input = await openInput(options);
  try {
    const tally = new EventTally();
    let line = 0;
    let error: unknown;
    const known = new Set<string>();
    const finish = async (rows: readonly EventRow[]): Promise<boolean> => {
      const events = rows.flatMap(({ event }) => (event === undefined ? [] : [event]));
      if (options.horizon !== undefined) await giveHorizon(counters, events, options.horizon, known);
      addAll(rows, await ingestAll(counters, events), tally, rejects);
      await rejects?.flush();
      onProgress?.(input.done(), input.total, tally.counts());
      return true;
    };
    const events = (format === 'csv' ? readEventsOfCsv : readEventsOfJson)(input.texts, reader);
    async function* rows(): AsyncGenerator<EventRow> {
      for await (const row of events) {
        line = row.line;
        yield row;
      }
    }
    const isEndOfReading = (thrown: unknown): boolean => {
      // Of a file of which nothing can be read there is nothing to report.
      if (line === 0 || thrown !== input.error()) return false;
      error = thrown;
      return true;
    };
    const isComplete = await inBatches(rows(), finish, { batchRows, isEndOfReading, ...options });
    return { source, ...tally.report(), failure: failureOf(error, line), isComplete };
  } finally {
    input.close();
  }
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

function batchSizeOf({ batchSize = BATCH_EVENTS_MAX }: CountImportOptions): number {
  if (batchSize <= BATCH_EVENTS_MAX) return batchSize;
  const expected = `a whole number from 1 to ${BATCH_EVENTS_MAX}`;
  throw new TallystickError('bad_option', '--batch', batchSize, expected);
}
