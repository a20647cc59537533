import { Bug } from '../../base/assert.ts';
import { BATCH_WEIGHT_MAX, DUE_ROWS_MAX } from '../../base/limits.ts';
import { FIRST_KINDS } from '../../store/due-first.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import type { RowBudget } from '../cache/row-budget.ts';
import { labelsOf } from '../text/labels.ts';
import { requestText } from '../text/request-text.ts';
import { type Deciding, decideAll } from './decide-all.ts';
import { compareTurns, DueQueue, type Taken } from './due-queue.ts';
import { type DueCommand, waitingOf } from './first-kinds.ts';
import type { Job } from './job.ts';
import type { SetAside } from './set-aside.ts';
import { TimeSlice } from './time-slice.ts';

/** Where what is due is decided, as far as a budget of rows reaches. */
interface DuePart extends Deciding {
  /** Up to when; undefined: nobody knows the time. */
  readonly dueUntil: number | undefined;
  readonly budget: RowBudget;
  readonly setAside: SetAside;
  /** Fetches what the first jobs need, of one at least. Returns how many they are. */
  fetchFirst(jobs: readonly Job[]): Promise<number>;
}

/** What was decided first. */
export interface DecidedDue {
  /** How late each of it is, in milliseconds. */
  readonly lateMs: readonly number[];
  /** The earliest moment of what waits then, or of what may; null: nothing does. */
  readonly next: number | null;
  /** What waits then; undefined: nobody has looked. */
  readonly queue: DueQueue | undefined;
}

/**
 * Decides what is due at or before the moment of a batch, before anything else of it: in order, as much as fits in a batch.
 * Returns how late each of it is, in ms, and the earliest moment of what waits then, null where nothing does; undefined when nothing was due. No
 * question where the head says that nothing is. What cannot be decided is set aside, and what is behind it goes on.
 *
 * @param most how much may be decided, by weight
 */
export async function decideDue(
  part: DuePart,
  view: StoreView,
  { book, due }: BookHead,
  most: RowBudget,
): Promise<DecidedDue | undefined> {
  const { dueUntil, run, setAside } = part;
  setAside.forgetGone(due);
  if (due === null || dueUntil === undefined || due > dueUntil) return undefined;
  // Others of this batch have used it up: it comes next time.
  if (most.isSpent) return { lateMs: [], next: due, queue: undefined };
  const queue = await firstWaiting(setAside, view, { book, due });
  const weightMax = run.weightDone + BATCH_WEIGHT_MAX;
  const lateMs: number[] = [];
  for (let isOver = false; !isOver; ) {
    const end = await decideNext(part, queue, weightMax - run.weightDone);
    for (const at of end.decided) lateMs.push(run.recordedAt - at);
    isOver = end.isOver || run.weightDone >= weightMax || part.budget.isSpent;
  }
  most.spend(run.weightDone);
  return { lateMs, next: queue.next, queue };
}

/**
 * Decides what is next in one go: up to what may have to come between, because what was decided is due again then. Returns the moments
 * of that, and whether nothing more is due, or not all of that fitted.
 */
async function decideNext(
  part: DuePart,
  queue: DueQueue,
  weightMax: number,
): Promise<{ readonly decided: readonly number[]; readonly isOver: boolean }> {
  const { run, budget, dueUntil = Number.NEGATIVE_INFINITY } = part;
  const slice = new TimeSlice();
  const deciding = { decidedAt: run.dueUntil ?? dueUntil, seq: run.cache.state.seq };
  const taken = queue.take(dueUntil, deciding, weightMax);
  const jobs = new Map(taken.map((one) => [jobOf(one.command), one]));
  if (slice.isOver) await slice.yield();
  const ready = await fetchReady(part, [...jobs.keys()]);
  const decided = await decideAll(part, ready, { weightMax, budget });
  const failed = new Map<Taken, unknown>();
  for (const [job, cause] of run.failed.splice(0)) {
    const one = jobs.get(job);
    if (one !== undefined) failed.set(one, cause);
  }
  queue.putBack(taken, decided, failed, run.cache.state);
  const done = taken.slice(0, decided).filter((one) => !failed.has(one));
  return {
    decided: done.map(({ waiting }) => waiting.at),
    isOver: taken.length === 0 || decided < taken.length,
  };
}

/** Fetches what the first jobs need, and returns those. Where one of them stops that, it is found by halves, and is the last. */
async function fetchReady(part: DuePart, jobs: readonly Job[]): Promise<readonly Job[]> {
  for (let some = jobs; ; some = some.slice(0, Math.ceil(some.length / 2))) {
    try {
      return some.slice(0, await part.fetchFirst(some));
    } catch (error) {
      if (!(error instanceof Bug)) throw error;
      if (some.length <= 1) return some;
    }
  }
}

/** The first that wait, of all kinds, but for those that are set aside. */
async function firstWaiting(
  setAside: SetAside,
  view: StoreView,
  { book, due }: Pick<BookHead, 'book' | 'due'>,
): Promise<DueQueue> {
  const limit = DUE_ROWS_MAX + setAside.size;
  const found = await Promise.all(
    FIRST_KINDS.map(async (kind) => {
      const rows = await view.dueFirst(book, kind, limit);
      return rows.flatMap((row) => waitingOf(kind, row) ?? []);
    }),
  );
  // Behind the last row of a kind that has more, there may be one that comes before those of others.
  const ends = found.flatMap((rows) => (rows.length === limit ? (rows.at(-1) ?? []) : []));
  setAside.forgetGone(due, new Set(found.flat().map(({ name }) => name)));
  return new DueQueue(
    found.flat().filter(({ name }) => !setAside.has(name)),
    ends.sort(compareTurns)[0] ?? null,
    (failed, cause) => setAside.add(book, failed, cause),
  );
}

function jobOf({ id, request, weight }: DueCommand): Job {
  const ignore = (): void => undefined;
  return {
    id,
    isIdNew: false,
    kind: request.kind,
    text: requestText(request),
    weight,
    actor: null,
    labels: labelsOf(request, null),
    work: { kind: 'announcement', request },
    settle: ignore,
    fail: ignore,
  };
}
