import { BATCH_LENGTH } from './import-options.ts';

/** What gathering has to know of a row. */
export interface BatchedRow {
  readonly length: number;
  readonly problem?: string;
  /** True when nothing behind it can be read. */
  readonly isLast: boolean;
}

/** How rows are gathered, and what ends it. */
export interface Batching {
  readonly batchRows: number;
  /** True: the first row with a problem ends it; it is still finished. */
  readonly stopAtFirst?: boolean;
  readonly signal?: AbortSignal;
}

/** Gathers rows into batches, the next while one is finished; false when it stopped before the end. */
export async function inBatches<Row extends BatchedRow>(
  rows: AsyncIterable<Row>,
  finish: (batch: readonly Row[]) => Promise<void>,
  { batchRows, stopAtFirst, signal }: Batching,
): Promise<boolean> {
  let batch: Row[] = [];
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
