import { TallystickError } from '../../base/error.ts';
import { findLastSeq } from '../export/find-last-seq.ts';
import { importFormat } from './import-format.ts';
import { BATCH_ROWS, type ImportOptions, type ImportReport } from './import-options.ts';
import { ImportTally } from './import-tally.ts';
import type { ImportedBook } from './imported-book.ts';
import { inBatches } from './in-batches.ts';
import { boundedSource, fileName } from './make-id.ts';
import { readMapping } from './map-names.ts';
import { openInput } from './open-input.ts';
import { type PreparedRow, prepareCsv, prepareJson } from './prepare-rows.ts';
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
  const format = importFormat(options);
  const map = readMapping(options.mapping);
  const source = sourceName(options);
  const batchRows = checkBatchSize(options.batchSize);
  const input = await openInput(options);
  const { rejects } = options;
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
