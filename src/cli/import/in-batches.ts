import { BATCH_LENGTH, type ImportEnd } from './import-options.ts';

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
  /** Whether an error that the rows threw only says that reading ended there; others are thrown on. */
  readonly isEndOfReading: (error: unknown) => boolean;
}

/** What a report says of an error that ended reading behind the row of that line; undefined: there was none. */
export function failureOf(error: unknown, line: number): ImportEnd['failure'] {
  if (error === undefined) return null;
  return { line, message: error instanceof Error ? error.message : String(error) };
}

/**
 * Gathers rows into batches, the next while one is finished; false when it stopped before the end. What was read whole
 * before an end of reading is finished. When finishing a batch fails, nothing behind it is begun, and its error is what is
 * thrown, whatever else went wrong.
 *
 * @param finish false: nothing behind this batch is to be begun
 */
export async function inBatches<Row extends BatchedRow>(
  rows: AsyncIterable<Row>,
  finish: (batch: readonly Row[]) => Promise<boolean>,
  batching: Batching,
): Promise<boolean> {
  const { batchRows, stopAtFirst, signal, isEndOfReading } = batching;
  let batch: Row[] = [];
  let length = 0;
  let isComplete = true;
  let underWay = Promise.resolve(true);
  const begin = async (): Promise<boolean> => {
    if (!(await underWay) || signal?.aborted === true) return false;
    underWay = finish(batch);
    underWay.catch(() => {}); // It is looked at when it is waited for.
    batch = [];
    length = 0;
    return true;
  };
  try {
    for await (const row of rows) {
      batch.push(row);
      length += row.length;
      if (row.isLast) isComplete = false;
      if (row.problem !== undefined && stopAtFirst === true) {
        isComplete = false;
        break;
      }
      if ((batch.length >= batchRows || length >= BATCH_LENGTH) && !(await begin())) return false;
    }
  } catch (error) {
    // Also that nothing runs on in the background after an error.
    await underWay;
    if (!isEndOfReading(error)) throw error;
    isComplete = false;
  }
  if (!(await begin())) return false;
  return (await underWay) && isComplete;
}
