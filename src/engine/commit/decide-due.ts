import { BATCH_WEIGHT_MAX, DUE_ROWS_MAX } from '../../base/limits.ts';
import { FIRST_KINDS } from '../../store/due-first.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import type { RowBudget } from '../cache/row-budget.ts';
import { labelsOf } from '../text/labels.ts';
import { requestText } from '../text/request-text.ts';
import { type BatchEnd, type Deciding, decideAll } from './decide-all.ts';
import { compareTurns, DueQueue } from './due-queue.ts';
import { type DueCommand, waitingOf } from './first-kinds.ts';
import type { Job } from './job.ts';

/** Where what is due is decided, as far as a budget of rows reaches. */
interface DuePart extends Deciding {
  /** Up to when; undefined: nobody knows the time. */
  readonly dueUntil: number | undefined;
  readonly budget: RowBudget;
  /** Fetches what the first jobs need, of one at least. Returns how many they are. */
  fetchFirst(jobs: readonly Job[]): Promise<number>;
}

/**
 * Decides what is due at or before the moment of a batch, before anything else of it: in order, as much as fits in a batch.
 * Returns how late each of it is, in ms, and the earliest moment of what waits then, null where nothing does; undefined when nothing was due. No
 * question where the head says that nothing is.
 *
 * @param most how much may be decided, by weight; undefined: however much it is
 */
export async function decideDue(
  part: DuePart,
  view: StoreView,
  { book, due }: BookHead,
  most?: RowBudget,
): Promise<{ readonly lateMs: readonly number[]; readonly next: number | null } | undefined> {
  const { dueUntil } = part;
  if (due === null || dueUntil === undefined || due > dueUntil) return undefined;
  // Others of this batch have used it up: it comes next time.
  if (most?.isSpent === true) return { lateMs: [], next: due };
  const queue = await firstWaiting(view, book, most ? DUE_ROWS_MAX : Number.MAX_SAFE_INTEGER);
  const weightMax = most ? part.run.weightDone + BATCH_WEIGHT_MAX : Number.POSITIVE_INFINITY;
  const lateMs: number[] = [];
  for (let isOver = false; !isOver; ) {
    const end = await decideNext(part, queue, most && { weightMax: weightMax - part.run.weightDone });
    for (const at of end.decided) lateMs.push(part.run.recordedAt - at);
    isOver = end.isOver || part.run.weightDone >= weightMax || (most !== undefined && part.budget.isSpent);
  }
  most?.spend(part.run.weightDone);
  return { lateMs, next: queue.next };
}

/**
 * Decides what is next in one go: up to what may have to come between, because what was decided is due again then. Returns the moments
 * of that, and whether nothing more is due, or not all of that fitted.
 */
async function decideNext(
  part: DuePart,
  queue: DueQueue,
  most: Pick<BatchEnd, 'weightMax'> | undefined,
): Promise<{ readonly decided: readonly number[]; readonly isOver: boolean }> {
  const { dueUntil = Number.NEGATIVE_INFINITY } = part;
  const deciding = { decidedAt: part.run.dueUntil ?? dueUntil, seq: part.run.cache.state.seq };
  const taken = queue.take(dueUntil, deciding, most?.weightMax ?? Number.POSITIVE_INFINITY);
  const jobs = taken.map(({ command }) => jobOf(command));
  const count = most ? await part.fetchFirst(jobs) : jobs.length;
  if (most === undefined) await part.fetch(jobs);
  const decided = await decideAll(part, jobs.slice(0, count), most && { ...most, budget: part.budget });
  // All that follows would be decided without it.
  const [failed] = part.run.failed;
  if (failed !== undefined) throw failed[1];
  queue.putBack(taken, decided, part.run.cache.state);
  const moments = taken.slice(0, decided).map(({ waiting }) => waiting.at);
  return { decided: moments, isOver: taken.length === 0 || decided < taken.length };
}

/** The first that wait, of all kinds. */
async function firstWaiting(view: StoreView, book: string, limit: number): Promise<DueQueue> {
  const found = await Promise.all(
    FIRST_KINDS.map(async (kind) => {
      const rows = await view.dueFirst(book, kind, limit);
      return rows.flatMap((row) => waitingOf(kind, row) ?? []);
    }),
  );
  // Behind the last row of a kind that has more, there may be one that comes before those of others.
  const ends = found.flatMap((rows) => (rows.length === limit ? (rows.at(-1) ?? []) : []));
  return new DueQueue(found.flat(), ends.sort(compareTurns)[0] ?? null);
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
