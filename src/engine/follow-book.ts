import { setTimeout } from 'node:timers/promises';
import { PAGE_ROWS_MAX } from '../base/limits.ts';
import type { BookReader } from './read/book-reader.ts';
import { type JournalRecord, readJournal } from './read/read-journal.ts';

/** How often a journal that others may write is looked at, where nobody tells of news. */
export const POLL_MS = 250;

/** Wakes whoever waits for something to happen. */
export class Bell {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next ring. */
  get rings(): Promise<void> {
    return this.#next.promise;
  }

  ring(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers<void>();
    resolve();
  }
}

export interface FollowOptions {
  /** Rows behind the one with this number; default: from the beginning. */
  readonly after?: number | undefined;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every row of the journal behind a cursor, in order, each once, and then those that come, until the signal is
 * given or the house is closed.
 */
export async function* followBook(
  reader: BookReader,
  { after, signal }: FollowOptions,
  house: { readonly bell: Bell; readonly isClosed: () => boolean; readonly isExclusive: boolean },
): AsyncGenerator<JournalRecord, void, undefined> {
  let cursor = after;
  const aborted = new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
  while (!signal?.aborted && !house.isClosed()) {
    // Whatever is written after this line rings.
    const { rings } = house.bell;
    const records = await readUnlessClosed(reader, cursor, house.isClosed);
    for (const record of records) {
      if (signal?.aborted) return;
      cursor = record.seq;
      yield record;
    }
    if (records.length > 0) continue;
    const polled = house.isExclusive ? [] : [setTimeout(POLL_MS, undefined, { ref: false })];
    await Promise.race([rings, aborted, ...polled]);
  }
}

/** The next records; none when the house was closed while they were read. */
async function readUnlessClosed(
  reader: BookReader,
  after: number | undefined,
  isClosed: () => boolean,
): Promise<JournalRecord[]> {
  try {
    return await readJournal(reader, { after, limit: PAGE_ROWS_MAX });
  } catch (error) {
    if (isClosed()) return [];
    throw error;
  }
}
