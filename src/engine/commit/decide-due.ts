import { OWN_ID } from '../../base/id.ts';
import { BATCH_WEIGHT_MAX, DUE_ROWS_MAX } from '../../base/limits.ts';
import type { RunSchedule } from '../../commands/own-command.ts';
import { FIRST_KINDS, type FirstKindName } from '../../store/due-first.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import type { BookHead, Changes, StoreView } from '../../store/store.ts';
import type { RowBudget } from '../cache/row-budget.ts';
import { labelsOf } from '../text/labels.ts';
import { requestText } from '../text/request-text.ts';
import { type Deciding, decideAll } from './decide-all.ts';
import type { Job } from './job.ts';

/** A line of a command is no shorter, in units of text. */
const LINE_UNITS = 32;

/** What a row comes to when its moment has come: what is decided then, and what stands in the journal for it. */
interface DueCommand {
  /** Begins as no id does that a caller may give (base/id.ts). */
  readonly id: string;
  readonly request: Extract<Job['work'], { readonly kind: 'announcement' }>['request'];
  readonly weight: number;
}

/** The kinds of what is decided first: one function each. */
const FIRST: { readonly [K in FirstKindName]: (row: StoredRows[K], at: number) => DueCommand } = {
  schedule: ({ id, key, command }, at) => {
    const request: RunSchedule = { kind: 'run_schedule', effectiveAt: at, what: 'schedule', subject: id };
    return { id: `${OWN_ID}schedule:${key}`, request, weight: 3 + Math.ceil(command.length / LINE_UNITS) };
  },
};

/** Where what is due is decided, as far as a budget of rows reaches. */
interface DuePart extends Deciding {
  readonly budget: RowBudget;
  /** Fetches what the first jobs need, of one at least. Returns how many they are. */
  fetchFirst(jobs: readonly Job[]): Promise<number>;
}

/** A row that waits, and when it is due. */
interface Waiting {
  readonly at: number;
  readonly make: () => DueCommand;
}

/**
 * Decides what is due at or before the moment of a batch, before anything else of it: in order, as much as fits in a batch.
 * Returns the earliest moment of what waits then, null where nothing does; undefined when nothing was due. No question where
 * the head says that nothing is.
 *
 * @param most how much may be decided, by weight; undefined: however much it is
 */
export async function decideDue(
  part: DuePart,
  view: StoreView,
  { book, due }: BookHead,
  most?: RowBudget,
): Promise<number | null | undefined> {
  const { dueUntil } = part.run;
  if (due === null || dueUntil === undefined || due > dueUntil) return undefined;
  // Others of this batch have used it up: it comes next time.
  if (most?.isSpent === true) return due;
  const { rows, next } = await firstWaiting(view, book, most ? DUE_ROWS_MAX : Number.MAX_SAFE_INTEGER);
  const jobs = firstJobs(rows, dueUntil, most ? BATCH_WEIGHT_MAX : Number.POSITIVE_INFINITY);
  const count = most ? await part.fetchFirst(jobs) : jobs.length;
  if (most === undefined) await part.fetch(jobs);
  const end = most && { weightMax: BATCH_WEIGHT_MAX, budget: part.budget };
  const decided = await decideAll(part, jobs.slice(0, count), end);
  // All that follows would be decided without it.
  const [failed] = part.run.failed;
  if (failed !== undefined) throw failed[1];
  most?.spend(part.run.weightDone);
  return rows[decided]?.at ?? next;
}

/** Those that are due, as far as a weight goes, and one at least. */
function firstJobs(rows: readonly Waiting[], dueUntil: number, weightMax: number): Job[] {
  const jobs: Job[] = [];
  let weight = 0;
  for (const { at, make } of rows) {
    if (at > dueUntil) break;
    const job = jobOf(make());
    weight += job.weight;
    if (jobs.length > 0 && weight > weightMax) break;
    jobs.push(job);
  }
  return jobs;
}

/** The earliest moment of what waits behind a batch that ended some of it and asked for nothing. */
export async function nextDue(
  view: StoreView,
  { book, due }: BookHead,
  rows: Changes['rows'],
): Promise<number | null> {
  const changed = new Set(FIRST_KINDS.flatMap((kind) => (rows[kind] ?? []).map((row) => nameOf(kind, row))));
  const hasEnded = FIRST_KINDS.some((kind) => rows[kind]?.some(({ dueAt }) => dueAt === null));
  if (due === null || !hasEnded) return earliest([due, dueIn(rows)]);
  const found = await Promise.all(
    FIRST_KINDS.map(async (kind) =>
      (await view.dueFirst(book, kind, changed.size + 1)).find((row) => !changed.has(nameOf(kind, row))),
    ),
  );
  return earliest([...found.map((row) => row?.dueAt ?? null), dueIn(rows)]);
}

/** The earliest moment of those that wait among changed rows. */
export function dueIn(rows: Changes['rows']): number | null {
  return earliest(FIRST_KINDS.flatMap((kind) => (rows[kind] ?? []).map(({ dueAt }) => dueAt)));
}

export function earliest(moments: readonly (number | null)[]): number | null {
  return moments.reduce((least, at) => (at === null || (least !== null && least < at) ? least : at), null);
}

function nameOf<K extends FirstKindName>(kind: K, { id, key }: StoredRows[K]): string {
  return `${kind} ${key} ${id}`;
}

/** The first that wait, of all kinds, in order of their moments; and the moment of the next behind them, where it may be one. */
async function firstWaiting(
  view: StoreView,
  book: string,
  limit: number,
): Promise<{ readonly rows: readonly Waiting[]; readonly next: number | null }> {
  const found = await Promise.all(FIRST_KINDS.map((kind) => waitingOf(view, book, kind, limit)));
  // Behind the last row of a kind that has more, there may be one that comes before those of others.
  const next = earliest(found.map((rows) => (rows.length === limit ? (rows.at(-1)?.at ?? null) : null)));
  const rows = found.flat().sort((a, b) => a.at - b.at);
  if (next === null) return { rows, next };
  return {
    rows: rows.slice(
      0,
      rows.findLastIndex(({ at }) => at === next),
    ),
    next,
  };
}

async function waitingOf<K extends FirstKindName>(
  view: StoreView,
  book: string,
  kind: K,
  limit: number,
): Promise<Waiting[]> {
  const rows = await view.dueFirst(book, kind, limit);
  return rows.flatMap((row) => {
    const at = row.dueAt;
    return at === null ? [] : [{ at, make: () => FIRST[kind](row, at) }];
  });
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
