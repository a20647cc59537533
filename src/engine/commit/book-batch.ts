import { setImmediate } from 'node:timers/promises';
import { RULES_VERSION } from '../../kernel/rules-version.ts';
import type { BookHead, Changes, StoreTransaction } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import type { LoadPlace, LookedUp } from '../cache/load-needs.ts';
import type { RowBudget } from '../cache/row-budget.ts';
import {
  type ChangedKeys,
  changedKeys,
  gatherAhead,
  gatherChanges,
  NO_CHANGES,
  slicesOf,
} from '../follow/gather-changes.ts';
import { dueIn, earliest, nextDue } from '../follow/next-due.ts';
import { LinkHash } from '../text/link-hash.ts';
import type { BatchMoment } from './batch-moment.ts';
import { type BatchPlace, learnDue, type OwnBatch } from './batch-place.ts';
import { BatchRun } from './batch-run.ts';
import { type Deciding, decideOldHolds, fetchFor, fetchForFirst, loadRecorded } from './decide-all.ts';
import { decideDue } from './decide-due.ts';
import type { DueQueue } from './due-queue.ts';
import type { DueRun, Job } from './job.ts';
import type { LockedBook } from './lock-book.ts';
import type { RetryState } from './retry.ts';
import type { SetAside } from './set-aside.ts';

/** So much is written at once, by weight: more would hold up the process, less would cost more. */
const WRITE_WEIGHT_MAX = 4_096;

/** Some twenty transfers: the statements that write less ahead cost more than is gained. */
const WRITE_WEIGHT_MIN = 64;

/** So many rows of what a batch changed are written at once. */
const WRITE_ROWS = 1_024;

interface BegunPart extends Pick<LockedBook, 'transaction' | 'cache' | 'head'> {
  readonly run: BatchRun;
  readonly ownAfter: number;
  readonly writeWeight: number;
  readonly budget: RowBudget;
  readonly jobs: readonly Job[];
}

/** What is given for all books of a batch. */
interface BatchSetting {
  readonly moment: BatchMoment;
  readonly retryState: RetryState;
  /** What this book may fetch of that. */
  readonly budget: RowBudget;
  /** How much of what is due may be decided, by weight. */
  readonly due: RowBudget;
}

/** What one book has of a batch that is under way: it is locked, and a layer is open on its cached state. */
export class BookBatch implements Deciding {
  readonly #place: BatchPlace;
  readonly #transaction: StoreTransaction;
  readonly #cache: BookCache;
  readonly #link: LinkHash;
  readonly #run: BatchRun;
  /** The head before the batch, and after it once that was written. */
  #head: BookHead;
  /** The head as it was written last: behind what was written ahead. */
  #written: BookHead;
  #keys: ChangedKeys | undefined;
  /** What lies behind this number once the batch is durable was written by this process. */
  readonly #ownAfter: number;
  readonly #writeWeight: number;
  readonly #budget: RowBudget;
  readonly #dueUntil: number | undefined;
  readonly #dueRuns: readonly DueRun[];
  #readyCount = 0;
  /** How long after its moment each thing that was due is decided. */
  #lateMs: readonly number[] = [];
  /** What waits behind what was decided first. */
  #dueQueue: DueQueue | undefined;
  /**
   * The earliest moment of what waits behind what was decided first, and at last behind the batch, but for what is set aside; undefined:
   * nothing was due.
   */
  #left: number | null | undefined;

  private constructor(place: BatchPlace, begun: BegunPart) {
    this.#place = place;
    this.#transaction = begun.transaction;
    this.#cache = begun.cache;
    this.#head = begun.head;
    this.#written = begun.head;
    this.#link = new LinkHash(begun.head.link);
    this.#run = begun.run;
    this.#ownAfter = begun.ownAfter;
    this.#writeWeight = begun.writeWeight;
    this.#budget = begun.budget;
    this.#dueRuns = begun.jobs.flatMap(({ work }) => (work.kind === 'nothing' ? [work.run] : []));
    this.#dueUntil = this.#dueUntilOf(begun.jobs);
  }

  /** Fetches what the first jobs need, as far as the budget reaches, and opens a layer. The cache must be as of the head. */
  static async open(
    place: BatchPlace,
    locked: LockedBook,
    jobs: readonly Job[],
    { moment, retryState, budget, due }: BatchSetting,
  ): Promise<BookBatch> {
    const { transaction, cache, head } = locked;
    cache.state.horizon = moment.assignedAt;
    const from = { cache, view: transaction, book: place.book };
    const recorded = await loadRecorded(from, locked.taken);
    const firstSeq = retryState.firstSeq(place.book, head.seq);
    cache.state.undo.begin();
    const run = new BatchRun({ cache, moment, recorded, firstSeq });
    // What is in doubt may be what an earlier attempt wrote.
    const ownAfter = retryState.isUnknown ? firstSeq : head.seq;
    const writeWeight = place.store.isExclusive ? WRITE_WEIGHT_MAX : writeWeightOf(jobs);
    const part = new BookBatch(place, { transaction, cache, head, run, ownAfter, writeWeight, budget, jobs });
    await decideOldHolds(part, transaction, head);
    if (retryState.stoppedBy === undefined) await part.#decideDue(due);
    part.#readyCount = part.hasMoreDue ? jobs.length : await part.fetchFirst(jobs, locked.taken);
    return part;
  }

  /** How many of its jobs can be decided, or wait for what is due: what they need was fetched. */
  get readyCount(): number {
    return this.#readyCount;
  }

  /** Whether more is due than fitted: it comes first, and the jobs wait for it. */
  get hasMoreDue(): boolean {
    return this.#left != null && this.#left <= (this.#dueUntil ?? Number.NEGATIVE_INFINITY);
  }

  /** Up to when what is due is decided first; undefined: nobody knows the time. */
  get dueUntil(): number | undefined {
    return this.#dueUntil;
  }

  /** Up to the moment of the batch, unless nothing is asked for but what is due before. */
  #dueUntilOf(jobs: readonly Job[]): number | undefined {
    const { dueUntil } = this.#run;
    const asked = this.#dueRuns.map(({ until = Number.POSITIVE_INFINITY }) => until);
    return dueUntil === undefined || asked.length === 0 || asked.length < jobs.length
      ? dueUntil
      : Math.min(dueUntil, Math.max(...asked));
  }

  async #decideDue(most: RowBudget): Promise<void> {
    const end = await decideDue(this, this.#transaction, this.#head, most);
    this.#left = end?.next;
    this.#dueQueue = end?.queue;
    this.#lateMs = end?.lateMs ?? [];
  }

  get run(): BatchRun {
    return this.#run;
  }

  get cache(): BookCache {
    return this.#cache;
  }

  get setAside(): SetAside {
    return this.#place.slot.setAside;
  }

  get head(): BookHead {
    return this.#head;
  }

  /** How many rows it may still fetch. */
  get budget(): RowBudget {
    return this.#budget;
  }

  /** Fetches what jobs need as things are now. */
  fetch(jobs: readonly Job[]): Promise<void> {
    return fetchFor(this.#run, this.#loading, jobs);
  }

  /** Fetches what the first jobs need, as far as the budget reaches, and of one at least. Returns how many they are. */
  fetchFirst(jobs: readonly Job[], lookedUp?: LookedUp): Promise<number> {
    return fetchForFirst(this.#run, { ...this.#loading, ...(lookedUp && { lookedUp }) }, jobs);
  }

  get #loading(): LoadPlace {
    const { book, observing } = this.#place;
    return { cache: this.#cache, view: this.#transaction, book, budget: this.#budget, observing };
  }

  /** Whether so much was recorded that it should be written before more is decided. */
  get hasMuchToWrite(): boolean {
    return this.#run.weightLeft >= this.#writeWeight;
  }

  /**
   * Writes what was recorded so far and never changes again. So a store in another process works while the rest is decided,
   * and one in this process holds it up for a moment only.
   */
  async writeAhead(): Promise<void> {
    const rows = this.#run.takeRows(false);
    const head: BookHead = { ...this.#head, seq: rows.seq };
    this.#link.add(rows.journal);
    await this.#writePart(head, { journal: rows.journal, ...gatherAhead(this.#cache, rows) });
  }

  /** Writes everything that was recorded and not written yet, and moves the head. */
  async write(): Promise<void> {
    const before = this.#head;
    const { hasAssigned, assignedAt, recordedAt } = this.#run;
    const { state } = this.#cache;
    this.#keys = changedKeys(state);
    const rows = this.#run.takeRows(true);
    this.#link.add(rows.journal);
    const link = this.#link.end();
    const end = rows.journal.at(-1);
    if (end !== undefined) rows.journal[rows.journal.length - 1] = { ...end, link };
    const gathered = gatherChanges(this.#cache, this.#keys, rows);
    const due = await this.#dueBehind(gathered.rows);
    this.#head = {
      book: before.book,
      seq: state.seq,
      link,
      assignedAt: hasAssigned ? assignedAt : before.assignedAt,
      recordedAt,
      rules: RULES_VERSION,
      lockedBefore: state.lockedBefore,
      hasPurses: state.hasPurses,
      creditOrder: state.creditOrder,
      due,
    };
    const slices = slicesOf(gathered.rows, WRITE_ROWS);
    const last = slices.pop() ?? {};
    for (const slice of slices) await this.#writePart(this.#written, { ...NO_CHANGES, rows: slice });
    const changes: Changes = { head: this.#head, ...gathered, journal: rows.journal, rows: last };
    await this.#transaction.write(before.book, changes);
  }

  /** The earliest moment of what waits behind the batch. */
  async #dueBehind(rows: Changes['rows']): Promise<number | null> {
    const { setAside } = this;
    const known = this.#dueQueue?.isAllThatWaits(rows) === true;
    const left = this.#left === undefined ? undefined : earliest([this.#left, dueIn(rows)]);
    const due =
      known && left !== undefined
        ? earliest([left, setAside.next])
        : await nextDue(this.#transaction, this.#head, rows);
    this.#left = setAside.size === 0 ? due : left;
    return due;
  }

  async #writePart(head: BookHead, changes: Omit<Changes, 'head'>): Promise<void> {
    await this.#transaction.write(head.book, { head, ...changes });
    this.#written = head;
    // What was written leaves this process now, and whatever else it has to do has its turn.
    await setImmediate();
  }

  #reportDue(): void {
    const { book, observing } = this.#place;
    if (observing.hears('due')) observing.report('due', { book, lateMs: this.#lateMs });
  }

  /** Takes over what is durable now; the cache stands at the new head. */
  settle(): void {
    const { slot } = this.#place;
    slot.assignedAt = this.#head.assignedAt;
    // What is set aside is asked for by nobody who reads.
    learnDue(slot, this.#left === undefined ? this.#head.due : this.#left);
    for (const run of this.#dueRuns) {
      run.count += this.#lateMs.length;
      run.failed = slot.setAside.error;
    }
    if (this.#lateMs.length > 0) this.#reportDue();
    const batch: OwnBatch = { after: this.#ownAfter, until: this.#head.seq, next: undefined };
    if (batch.until > batch.after) {
      slot.latest.next = batch;
      slot.latest = batch;
    }
    try {
      this.#cache.state.undo.commit();
      this.#cache.settle(this.#keys ?? { accounts: [], holds: [] });
      this.#cache.link = this.#head.link;
      // Frontiers that went by a wrong clock are taken back as they are read again.
      if (this.#run.hasAcceptedClock) slot.cache = undefined;
    } catch {
      // The batch is durable, whatever becomes of the cache.
      slot.cache = undefined;
    }
  }
}

/**
 * How much is written ahead at once to a store in another process: the first half, so that it is carried out while the second is
 * decided and made ready. A little more, or the second would be, too.
 */
function writeWeightOf(jobs: readonly Job[]): number {
  const weight = jobs.reduce((sum, job) => sum + job.weight, 0);
  return Math.min(WRITE_WEIGHT_MAX, Math.max(WRITE_WEIGHT_MIN, Math.floor(weight / 2) + 1));
}
