import { TallystickError } from '../../base/error.ts';
import { findLastSeq } from '../export/find-last-seq.ts';
import {
  BATCH_LENGTH,
  BATCH_ROWS,
  type ImportFormat,
  type ImportOptions,
  type ImportReport,
} from './import-options.ts';
import { ImportTally } from './import-tally.ts';
import type { ImportedBook } from './imported-book.ts';
import { boundedSource, fileName } from './make-id.ts';
import { readMapping } from './map-names.ts';
import { openInput } from './open-input.ts';
import { type PreparedRow, prepareCsv, prepareJson } from './prepare-rows.ts';
import { RejectsFile } from './rejects-file.ts';
import { submitRows } from './submit-rows.ts';

/**
 * Submits the commands of a file to a book: CSV under a header, or NDJSON of commands or of an export's records.
 * Rows without an id get one by `makeId`, so a second run, also after a crash in the middle, is answered from the
 * record and changes nothing twice. A malformed row is reported and the rest goes on. Keeps two batches in memory.
 *
 * Throws TallystickError for bad options, an unreadable file, a bad header, broken gzip and what is not UTF-8, and
 * StoreError as the house does. What was submitted until then stays, and the next run goes on from there.
 */
export async function importFile(book: ImportedBook, options: ImportOptions): Promise<ImportReport> {
  const format = formatOf(options);
  const map = readMapping(options.mapping);
  const source = sourceName(options);
  const batchRows = checkBatchSize(options.batchSize);
  const input = await openInput(options);
  const rejects =
    options.rejectsPath === undefined ? undefined : await RejectsFile.open(options.rejectsPath, options.path);
  try {
    const tally = new ImportTally(await findLastSeq(book));
    const finish = async (rows: readonly PreparedRow[]): Promise<void> => {
      await submitRows(book, rows, { tally, rejects });
      await rejects?.flush();
      options.onProgress?.(input.done(), input.total, tally.counts());
    };
    const prepare = format === 'csv' ? prepareCsv : prepareJson;
    const rows = prepare(input.texts, { map, source });
    const isComplete = await inBatches(rows, finish, { batchRows, ...options });
    return tally.report(source, isComplete);
  } finally {
    await rejects?.close();
  }
}

interface Batching {
  readonly batchRows: number;
  readonly stopAtFirst?: boolean;
  readonly signal?: AbortSignal;
}

/** Gathers rows into batches, the next while one is finished; false when it stopped before the end. */
async function inBatches(
  rows: AsyncIterable<PreparedRow>,
  finish: (batch: readonly PreparedRow[]) => Promise<void>,
  { batchRows, stopAtFirst, signal }: Batching,
): Promise<boolean> {
  let batch: PreparedRow[] = [];
  let length = 0;
  let isComplete = true;
  let underWay = Promise.resolve();
  try {
    for await (const row of rows) {
      batch.push(row);
      length += row.length;
      if (row.isLast) isComplete = false;
      if (row.problem !== undefined && stopAtFirst === true) {
        isComplete = false;
        break;
      }
      if (batch.length < batchRows && length < BATCH_LENGTH) continue;
      await underWay;
      if (signal?.aborted === true) return false;
      underWay = finish(batch);
      underWay.catch(() => {}); // It is looked at when it is waited for.
      batch = [];
      length = 0;
    }
    await underWay;
    if (signal?.aborted === true) return false;
    await finish(batch);
    return isComplete;
  } finally {
    // Nothing goes on behind the back of whoever is told of an error.
    await Promise.allSettled([underWay]);
  }
}

function formatOf({ format, path }: ImportOptions): ImportFormat {
  if (format === 'csv' || format === 'ndjson') return format;
  if (format !== undefined) throw new TallystickError('bad_option', 'format', format, 'csv or ndjson');
  const ending = /\.(csv|ndjson|jsonl)(?:\.gz)?$/i.exec(path ?? '')?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending !== undefined) return 'ndjson';
  const expected = 'csv or ndjson, where the name does not end in .csv, .ndjson or .jsonl (or those and .gz)';
  throw new TallystickError('bad_option', 'format', format, expected);
}

function sourceName({ source, path }: ImportOptions): string | null {
  if (source === '') throw new TallystickError('bad_option', 'source', source, 'a name');
  if (source !== undefined) return boundedSource(source);
  return path === undefined ? null : boundedSource(fileName(path));
}

function checkBatchSize(batchSize: number = BATCH_ROWS): number {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return batchSize;
  throw new TallystickError('bad_option', 'batchSize', batchSize, 'a positive integer');
}
