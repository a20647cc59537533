import { assert } from '../../base/assert.ts';
import { timestamp } from '../../base/timestamp.ts';
import { Missing } from '../../kernel/residency.ts';
import type { BookHead, Changes, JournalRow, Store, StoreTransaction } from '../../store/store.ts';
import { BookCache } from '../cache/book-cache.ts';
import { askForCommand } from '../cache/command-asks.ts';
import { Asks, loadAsks } from '../cache/load-asks.ts';
import { linkOf } from '../text/link-hash.ts';
import { BatchRun } from './batch-run.ts';
import { singlesOf } from './date-request.ts';
import { decideJob } from './decide-job.ts';
import { changedKeys, gatherChanges } from './gather-changes.ts';
import type { Job } from './job.ts';

/** When a job lacks rows, so many that follow are looked at as well, so that they are brought together. */
const LOOK_AHEAD_JOBS = 256;

/** Where a book's cache is kept between batches. */
export interface CacheSlot {
  cache: BookCache | undefined;
  /** The latest moment that the house gave to a command; null: none yet; undefined: not looked up yet. */
  assignedAt: number | null | undefined;
}

export interface BatchPlace {
  readonly store: Store;
  readonly book: string;
  readonly slot: CacheSlot;
  /** Read once a batch. */
  readonly clock: () => number;
}

/** What came of a batch that is durable, or that changed nothing. */
export interface CommittedBatch {
  readonly answers: BatchRun['answers'];
  /** The head of the book now. */
  readonly head: BookHead;
  /** How many journal rows were written. */
  readonly rows: number;
}

/** A commit that threw: whether it took effect is not known. */
export class CommitFailed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/**
 * Commits jobs on one book: lock, load, decide, write, commit, in one transaction of the store. Nothing is
 * answered here. When it throws, the cache is dropped, and nothing was written unless it threw CommitFailed.
 */
export async function commitBatch(place: BatchPlace, jobs: readonly Job[]): Promise<CommittedBatch> {
  const { store, book, slot } = place;
  const transaction = await store.begin();
  try {
    const head = await transaction.lock(book);
    // Another process wrote when the head is elsewhere: then nothing that is cached can be trusted.
    if (slot.cache === undefined || slot.cache.state.seq !== head.seq) slot.cache = new BookCache(head.seq);
    slot.assignedAt = head.assignedAt;
    const { cache } = slot;
    const recorded = await loadWhatIsKnown(cache, transaction, book, jobs);
    cache.state.undo.begin();
    const run = new BatchRun(cache, head, timestamp('clock()', place.clock()), recorded);
    await decideAll(run, transaction, book, jobs);
    const committed = await write(run, transaction, head, slot);
    slot.assignedAt = committed.head.assignedAt;
    return committed;
  } catch (error) {
    slot.cache = undefined;
    await rollbackQuietly(transaction);
    throw error;
  }
}

/** Rolls back after another error, which is the one to be told. */
async function rollbackQuietly(transaction: StoreTransaction): Promise<void> {
  try {
    await transaction.rollback();
  } catch {
    // What failed first says more.
  }
}

/** Brings what can be told to be needed; returns the journal rows of ids that were used before. */
async function loadWhatIsKnown(
  cache: BookCache,
  transaction: StoreTransaction,
  book: string,
  jobs: readonly Job[],
): Promise<Map<string, JournalRow>> {
  const asks = new Asks(cache);
  const ask = asks.add.bind(asks);
  for (const job of jobs) {
    if (!job.isIdNew) asks.add('transaction', job.id);
    if (job.work.kind === 'announcement') {
      asks.add(job.work.request.what, job.work.request.subject);
      continue;
    }
    if (job.work.kind === 'request' && job.work.request.kind !== 'atomic') {
      askForCommand(job.work.request, ask);
      continue;
    }
    const requests = job.work.kind === 'request' ? [job.work.request] : job.work.script.kept;
    for (const request of requests) {
      for (const single of singlesOf(request)) {
        const isInside = job.work.kind === 'script' || single !== request;
        if (isInside && single.id !== undefined) asks.add('transaction', single.id);
        askForCommand(single, ask);
      }
    }
  }
  await loadAsks(cache, transaction, book, asks);
  const seqs =
    cache.commands.size === 0
      ? []
      : [...new Set(jobs.flatMap(({ id }) => cache.commands.get(id)?.seq ?? []))];
  const rows = seqs.length === 0 ? [] : await transaction.journalRows(book, seqs);
  return new Map(rows.map((row) => [row.id, row]));
}

async function decideAll(
  run: BatchRun,
  transaction: StoreTransaction,
  book: string,
  jobs: readonly Job[],
): Promise<void> {
  for (let i = 0; i < jobs.length; ) {
    const job = jobs[i];
    assert(job !== undefined, 'i is inside');
    try {
      run.take(job);
      i += 1;
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      const asks = new Asks(run.cache);
      asks.addAsk(error.ask);
      lookAhead(run, jobs.slice(i + 1, i + 1 + LOOK_AHEAD_JOBS), asks);
      await loadAsks(run.cache, transaction, book, asks);
    }
  }
}

/** Adds what jobs to come would miss if they came now. It decides nothing, but spares them to be stopped each. */
function lookAhead(run: BatchRun, jobs: readonly Job[], asks: Asks): void {
  const { book } = run.cache;
  for (const job of jobs) {
    book.begin();
    try {
      decideJob(book, job, run.assignedAt);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      // The past is asked for with the moment, one by one; the rest in bulk.
      if (error.ask.kind !== 'past') asks.addAsk(error.ask);
    }
    book.rollback();
  }
}

async function write(
  run: BatchRun,
  transaction: StoreTransaction,
  before: BookHead,
  slot: CacheSlot,
): Promise<CommittedBatch> {
  const { cache, answers } = run;
  if (run.journal.length === 0) {
    await transaction.rollback();
    cache.state.undo.commit();
    cache.settle({ accounts: [], holds: [] });
    return { answers, head: before, rows: 0 };
  }
  const keys = changedKeys(cache.state);
  const link = linkOf(before.link, run.journal);
  const head: BookHead = {
    book: before.book,
    seq: cache.state.seq,
    link,
    assignedAt: run.hasAssigned ? run.assignedAt : before.assignedAt,
    recordedAt: run.recordedAt,
  };
  const journal = run.journal;
  const last = journal.at(-1);
  if (last !== undefined) journal[journal.length - 1] = { ...last, link };
  const changes: Changes = { head, journal, ...gatherChanges(run, keys) };
  await transaction.write(before.book, changes);
  try {
    await transaction.commit();
  } catch (error) {
    throw new CommitFailed(error);
  }
  try {
    cache.state.undo.commit();
    cache.settle(keys);
  } catch {
    // The batch is durable, whatever becomes of the cache.
    slot.cache = undefined;
  }
  return { answers, head, rows: journal.length };
}
