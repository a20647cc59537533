import { setImmediate } from 'node:timers/promises';
import { optionalSignal } from '../base/checked-options.ts';
import { PAGE_ROWS_MAX, RETRY_WAIT_MS_MAX } from '../base/limits.ts';
import { StoreError } from '../base/store-error.ts';
import { type Notifier, pause, unlessAborted } from './notifier.ts';
import type { Observing } from './observe/observing.ts';
import type { BookReader } from './read/book-reader.ts';
import type { JournalRecord } from './read/journal-record.ts';
import { afterSeq, readJournal } from './read/read-journal.ts';

/** How often to poll a journal that others may write, where no notification comes. */
const POLL_MS = 250;

/** Where following begins, and what ends it. */
export interface FollowOptions {
  /** Rows behind the one with this number; default: from the beginning. */
  readonly after?: number | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** What following a journal needs of its house. */
export interface FollowedHouse {
  /** Of what is committed to the book. */
  readonly news: Notifier;
  readonly isClosed: () => boolean;
  /** Whether nobody else writes, so that no news is lost and polling is not needed. */
  readonly isExclusive: boolean;
  readonly observing: Observing;
}

/**
 * Every row of the journal behind a cursor, in order, each once, and then those that come, until the signal is
 * given, the house is closed, or the caller ends it; that takes effect at once, also while it waits. It waits out
 * outages of the store, however long, and keeps the process alive until it ends.
 */
export function followBook(
  reader: BookReader,
  options: FollowOptions,
  house: FollowedHouse,
): AsyncGenerator<JournalRecord, void, undefined> {
  const after = afterSeq(options.after);
  const signal = optionalSignal('signal', options.signal);
  const ending = new AbortController();
  const rows = rowsBehind(after, reader, house, ending, signal);
  return {
    next: () => rows.next(),
    // A generator that waits sees these only when it resumes.
    return: (value) => {
      ending.abort();
      return rows.return(value);
    },
    throw: (error) => {
      ending.abort();
      return rows.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return();
    },
  };
}

async function* rowsBehind(
  after: number,
  reader: BookReader,
  house: FollowedHouse,
  ending: AbortController,
  signal: AbortSignal | undefined,
): AsyncGenerator<JournalRecord, void, undefined> {
  let detach = abortWith(ending, signal);
  const following = { ...house, signal: ending.signal };
  let cursor = after;
  house.observing.followed(1);
  try {
    while (isGoingOn(following)) {
      // Whatever is committed after this line is news.
      const { version } = house.news;
      const read = (): Promise<JournalRecord[] | undefined> =>
        unlessAborted(readJournal(reader, { after: cursor, limit: PAGE_ROWS_MAX }), ending.signal);
      const records = (await outlastOutages(read, following)) ?? [];
      // Whoever is given a row may never come back: then nothing of it stays on the signal.
      detach();
      reportLag(house, reader, cursor, records);
      for (const record of records) {
        if (ending.signal.aborted || signal?.aborted) return;
        cursor = record.seq;
        yield record;
      }
      detach = abortWith(ending, signal);
      if (records.length === 0) await untilNews(version, following);
      // Where the store answers at once, whoever would give the signal could not before the end.
      else await setImmediate();
    }
  } finally {
    detach();
    house.observing.followed(-1);
  }
}

/** Tells how far a follower was behind, where he was. */
function reportLag(
  { observing }: FollowedHouse,
  reader: BookReader,
  cursor: number,
  records: readonly JournalRecord[],
): void {
  const last = records.at(-1);
  if (last === undefined || !observing.hears('follow')) return;
  const behind = Math.max(last.seq, reader.ownUntil) - cursor;
  observing.report('follow', { book: reader.book, rows: records.length, behind });
}

/** A house that somebody follows until a signal is given. */
export interface Following extends FollowedHouse {
  readonly signal: AbortSignal;
}

export function isGoingOn({ signal, isClosed }: Following): boolean {
  return !signal.aborted && !isClosed();
}

/** Resolves when something was committed after that version, or might have been, or when it is time to end. */
export function untilNews(version: number, { news, signal, isExclusive }: Following): Promise<void> {
  return news.wait(version, { signal, timeoutMs: isExclusive ? undefined : POLL_MS });
}

/**
 * What work resolves to, which is tried for as long as the store cannot be reached; undefined when it is time to end
 * first. Work of which nobody knows what became of it is done again: it must come to the same.
 */
export async function outlastOutages<T>(
  work: () => Promise<T>,
  { signal, isClosed }: Following,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (isClosed()) return undefined;
      const isOutage = error instanceof StoreError && (error.isRetryable || error.code === 'outcome_unknown');
      if (!isOutage) throw error;
    }
    await pause(RETRY_WAIT_MS_MAX, signal);
  }
  return undefined;
}

/** Lets a signal abort a controller; returns what takes that back, since the signal may outlive the controller by far. */
function abortWith(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = (): void => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return () => signal?.removeEventListener('abort', abort);
}
