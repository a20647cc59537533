import { assert } from '../../base/assert.ts';
import { Missing } from '../../kernel/residency.ts';
import type { BookHead, Store } from '../../store/store.ts';
import type { AcrossAnswer, AnyAnswer } from '../answer.ts';
import { Brought } from '../cache/until-there.ts';
import { unrecorded } from '../commit/answer-of.ts';
import { batchMoment } from '../commit/batch-moment.ts';
import type { BatchPlace } from '../commit/batch-place.ts';
import { BookPart, type LockedBook, lockBook } from '../commit/book-part.ts';
import { asUsedBefore, callsReady, commitParts, rollbackQuietly } from '../commit/commit-batch.ts';
import { type Decision, decideJob } from '../commit/decide-job.ts';
import type { Job } from '../commit/job.ts';
import { LOOK_AHEAD_JOBS } from '../commit/look-ahead.ts';
import { TimeSlice } from '../commit/time-slice.ts';
import type { Fate } from '../commit/try-again.ts';
import type { Refusal } from '../text/event-text.ts';
import { acrossAnswer } from './across-answer.ts';
import { type AcrossJob, refusalOfGroup } from './across-job.ts';

/** What came of groups that are durable in all their books. */
export interface CommittedGroups {
  readonly answers: readonly (readonly [AcrossJob, AcrossAnswer])[];
  /** The heads of the books that were written to. */
  readonly heads: readonly BookHead[];
  /** Groups that are not to be tried again, with what stopped them. */
  readonly given: { readonly jobs: readonly AcrossJob[]; readonly cause: unknown } | undefined;
}

type Parts = ReadonlyMap<string, BookPart>;

/**
 * Commits groups on several books, the same for all groups, in one transaction of the store: each group is applied in all
 * its books or in none, and is recorded in each of them. It is as commitBatch is in everything else.
 *
 * @param places in order of the books' names, which is the order in which every process locks them
 */
export async function commitAcross(
  store: Store,
  places: readonly BatchPlace[],
  jobs: readonly AcrossJob[],
  fate: Fate,
): Promise<CommittedGroups> {
  for (const { parts } of jobs) await callsReady([...parts.values()]);
  const transaction = await store.begin();
  try {
    const asked = fate.isUnknown ? jobs.map(asPerhapsRecorded) : jobs;
    const jobsOf = (book: string): Job[] => asked.flatMap(({ parts }) => parts.get(book) ?? []);
    const locked: LockedBook[] = [];
    // One after the other: the row of a new book is made before the next is locked, or the order would not hold.
    for (const place of places) locked.push(await lockBook(transaction, place, jobsOf(place.book)));
    const present = locked.at(-1)?.present;
    assert(present !== undefined, 'a group is on some book');
    // One moment for all, so that both sides of a transfer happen at once.
    const heads = locked.map(({ head }) => head);
    const moment = batchMoment(present, heads, { isAcross: true });
    const opened = await Promise.all(
      places.map(async (place, i): Promise<[string, BookPart]> => {
        const lock = locked[i];
        assert(lock !== undefined, 'each place was locked');
        return [place.book, await BookPart.open(place, lock, jobsOf(place.book), { moment, fate })];
      }),
    );
    const parts: Parts = new Map(opened);
    const { isUnknown, stoppedBy: stopped } = fate;
    const recorded = isUnknown ? asked.filter((job) => repeatsOf(parts, job) !== undefined) : [];
    if (recorded.length === 0) fate.foundNothing();
    const open = stopped === undefined ? asked : recorded;
    const answers = await takeAll(parts, open);
    await commitParts(transaction, [...parts.values()]);
    const given = stopped && { jobs: asked.filter((job) => !open.includes(job)), cause: stopped.cause };
    return { answers, heads: [...parts.values()].map(({ head }) => head), given };
  } catch (error) {
    for (const { slot } of places) slot.cache = undefined;
    await rollbackQuietly(transaction);
    throw error;
  }
}

function asPerhapsRecorded(job: AcrossJob): AcrossJob {
  const parts = [...job.parts].map(([book, part]) => [book, asUsedBefore(part)] as const);
  return { ...asUsedBefore(job), parts: new Map(parts) };
}

async function takeAll(
  parts: Parts,
  jobs: readonly AcrossJob[],
): Promise<(readonly [AcrossJob, AcrossAnswer])[]> {
  const answers: (readonly [AcrossJob, AcrossAnswer])[] = [];
  const slice = new TimeSlice();
  for (const [i, job] of jobs.entries()) {
    if (slice.isOver) await slice.yield();
    const repeats = repeatsOf(parts, job);
    const waits = repeats === undefined ? standstillOf(parts, job) : undefined;
    if (waits !== undefined) answers.push([job, waits]);
    else
      answers.push([
        job,
        acrossAnswer(job, repeats ?? (await take(parts, job, jobs.slice(i + 1, i + 1 + LOOK_AHEAD_JOBS)))),
      ]);
  }
  return answers;
}

/**
 * What the books have recorded under a group's id; undefined when none of them has anything, or when it is to be decided
 * anew, which it is in all of them or in none.
 */
function repeatsOf(parts: Parts, job: AcrossJob): Map<string, AnyAnswer> | undefined {
  const found = job.books.flatMap((book) => {
    const earlier = partOf(parts, book).run.earlierOf(partJobOf(job, book));
    return earlier === undefined ? [] : [[book, earlier] as const];
  });
  if (found.length === 0) return undefined;
  if (found.length === job.books.length && found.every(([, { mayRetry }]) => mayRetry)) return undefined;
  const repeats = new Map(found.map(([book, { answer }]) => [book, answer]));
  // An id that is taken in some of the books is taken.
  for (const book of job.books) {
    if (!repeats.has(book)) repeats.set(book, unrecorded(job.id, 'id_conflict'));
  }
  return repeats;
}

/** The answer to a group of which some command lacks its moment, while none can be given in some of its books. */
function standstillOf(parts: Parts, job: AcrossJob): AcrossAnswer | undefined {
  const refused = job.books
    .map((book) => partOf(parts, book).run.standstillOf(partJobOf(job, book)))
    .find((answer) => answer !== undefined);
  return refused?.ok === false
    ? { ...unrecorded(job.id, 'clock_jumped'), message: refused.message }
    : undefined;
}

/** Decides a group in all its books and records it there. */
async function take(
  parts: Parts,
  job: AcrossJob,
  following: readonly AcrossJob[],
): Promise<Map<string, AnyAnswer>> {
  let brought: Brought | undefined;
  for (;;) {
    const tried = tryGroup(parts, job);
    if ('refused' in tried) return recordGroup(parts, job, () => tried.refused);
    if ('accepted' in tried) return recordGroup(parts, job, (book) => tried.accepted.get(book));
    const { book, missing } = tried;
    // As in a batch of one book.
    const others = brought === undefined ? following : [];
    brought ??= new Brought();
    await partOf(parts, book).bring(
      brought.askOf(missing, book),
      others.map((other) => partJobOf(other, book)),
    );
  }
}

type Accepted = Extract<Decision, { kind: 'accepted' }>;
type Refused = Extract<Decision, { kind: 'refused' }>;
type Tried =
  | { readonly accepted: ReadonlyMap<string, Accepted> }
  | { readonly refused: Refused }
  | { readonly missing: Missing; readonly book: string };

/** Decides a group in all its books. What it did stays when all accept; else nothing of it does. */
function tryGroup(parts: Parts, job: AcrossJob): Tried {
  const begun: BookPart[] = [];
  const tried = tryInLayers(parts, job, begun);
  for (const { cache } of begun) {
    if ('accepted' in tried) cache.book.commit();
    else cache.book.rollback();
  }
  return tried;
}

function tryInLayers(parts: Parts, job: AcrossJob, begun: BookPart[]): Tried {
  const accepted = new Map<string, Accepted>();
  const refusals: Refusal[] = [];
  const across = job.commands.map(({ book }) => book);
  for (const book of job.books) {
    const part = partOf(parts, book);
    part.cache.book.begin();
    begun.push(part);
    try {
      const decision = decideJob(part.cache.book, partJobOf(job, book), part.run.assignedAt);
      if (decision.kind === 'refused') refusals.push(refusalOfGroup(decision.refusal, { across, book }));
      if (decision.kind === 'accepted') accepted.set(book, decision);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      return { missing: error, book };
    }
  }
  // What is recorded in every book is the refusal of the command that stands first in the group.
  const [first] = refusals.sort((a, b) => placeOf(a) - placeOf(b));
  const refusal = first ?? exchangeRefusal(parts, job, accepted);
  return refusal === undefined ? { accepted } : { refused: { kind: 'refused', refusal } };
}

function placeOf({ path }: Refusal): number {
  return path?.[0] ?? 0;
}

/**
 * A transfer is one amount: it does not turn pence into cents, which each book by itself could not tell. No book refuses
 * that, but the group as a whole.
 */
function exchangeRefusal(
  parts: Parts,
  { transfer }: AcrossJob,
  accepted: ReadonlyMap<string, Accepted>,
): Refusal | undefined {
  if (transfer === undefined) return undefined;
  const assets = [...accepted].flatMap(([book, { events }]) => {
    const { accounts } = partOf(parts, book).cache.state;
    // What has just moved is in memory.
    return events.flatMap(({ moves }) => moves.map(({ account }) => accounts.byKey(account).row.asset));
  });
  const isOne = new Set(assets).size === 1;
  return isOne ? undefined : { reason: 'asset_mismatch', subject: transfer.to, path: [1] };
}

function recordGroup(
  parts: Parts,
  job: AcrossJob,
  decisionOf: (book: string) => Accepted | Refused | undefined,
): Map<string, AnyAnswer> {
  return new Map(
    job.books.map((book) => {
      const decision = decisionOf(book);
      assert(decision !== undefined, 'each book of a group has decided');
      return [book, partOf(parts, book).run.record(partJobOf(job, book), decision)];
    }),
  );
}

function partOf(parts: Parts, book: string): BookPart {
  const part = parts.get(book);
  assert(part !== undefined, 'each book of a group was locked');
  return part;
}

function partJobOf(job: AcrossJob, book: string): Job {
  const part = job.parts.get(book);
  assert(part !== undefined, 'a group has a part for each of its books');
  return part;
}
