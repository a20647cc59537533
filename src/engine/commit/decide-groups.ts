import { assert } from '../../base/assert.ts';
import { NotFetched } from '../../kernel/residency.ts';
import type { AcrossAnswer, AcrossPart, AnyAnswer, Part } from '../answer.ts';
import type { Refusal } from '../text/event-text.ts';
import { unrecorded } from './answer-of.ts';
import type { BookBatch } from './book-batch.ts';
import { type BatchEnd, lacksMore } from './decide-all.ts';
import { type Decision, decideJob } from './decide-job.ts';
import { type GroupJob, refusalOfGroup } from './group-job.ts';
import type { Job } from './job.ts';
import { TimeSlice } from './time-slice.ts';

/** What each book has of the groups that are decided, by the book's name. */
export type Parts = ReadonlyMap<string, BookBatch>;

/** What came of groups. */
export interface DecidedGroups {
  readonly answers: readonly (readonly [GroupJob, AcrossAnswer])[];
  /** Groups that a bug of ours has failed, each alone: nothing of them is recorded. */
  readonly failed: readonly (readonly [GroupJob, NotFetched])[];
  /** How many were decided. */
  readonly count: number;
}

/** Decides groups in order, each once, in all its books or in none, all of them or until the end of the batch. */
export async function decideGroups(
  parts: Parts,
  jobs: readonly GroupJob[],
  { weightMax, budget }: BatchEnd,
): Promise<DecidedGroups> {
  const answers: (readonly [GroupJob, AcrossAnswer])[] = [];
  const failed: (readonly [GroupJob, NotFetched])[] = [];
  const slice = new TimeSlice();
  const weightDone = weightDoneBy(parts);
  let count = 0;
  for (const job of jobs) {
    if (weightDoneBy(parts) - weightDone >= weightMax) break;
    if (count > 0 && budget.isSpent && lacksAnywhere(parts, job)) break;
    count += 1;
    if (slice.isOver) await slice.yield();
    const repeats = repeatsOf(parts, job);
    const waits = repeats === undefined ? clockRefusalOf(parts, job) : undefined;
    try {
      answers.push([job, waits ?? groupAnswer(job, repeats ?? (await take(parts, job)))]);
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      failed.push([job, error]);
    }
  }
  return { answers, failed, count };
}

/** The weight of all that was recorded in the books of a batch. */
export function weightDoneBy(parts: Parts): number {
  let weight = 0;
  for (const { run } of parts.values()) weight += run.weightDone;
  return weight;
}

/**
 * What the books have recorded under a group's id; undefined when none of them has anything, or when it is to be decided
 * anew, which it is in all of them or in none.
 */
export function repeatsOf(parts: Parts, job: GroupJob): Map<string, AnyAnswer> | undefined {
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
function clockRefusalOf(parts: Parts, job: GroupJob): AcrossAnswer | undefined {
  const refused = job.books
    .map((book) => partOf(parts, book).run.clockRefusalOf(partJobOf(job, book)))
    .find((answer) => answer !== undefined);
  return refused?.ok === false
    ? { ...unrecorded(job.id, 'clock_jumped'), message: refused.message }
    : undefined;
}

function lacksAnywhere(parts: Parts, job: GroupJob): boolean {
  return job.books.some((book) => lacksMore(partOf(parts, book).run, partJobOf(job, book)));
}

/** Decides a group in all its books and records it there. */
async function take(parts: Parts, job: GroupJob): Promise<Map<string, AnyAnswer>> {
  for (const book of job.books) {
    const part = partOf(parts, book);
    const own = partJobOf(job, book);
    if (lacksMore(part.run, own)) await part.fetch([own]);
  }
  const tried = tryGroup(parts, job);
  if ('refused' in tried) return recordGroup(parts, job, () => tried.refused);
  return recordGroup(parts, job, (book) => tried.accepted.get(book));
}

type Accepted = Extract<Decision, { kind: 'accepted' }>;
type Refused = Extract<Decision, { kind: 'refused' }>;
type Tried = { readonly accepted: ReadonlyMap<string, Accepted> } | { readonly refused: Refused };

/** Decides a group in all its books. What it did stays when all accept; else, and when it throws, nothing of it does. */
function tryGroup(parts: Parts, job: GroupJob): Tried {
  const begun: BookBatch[] = [];
  let isKept = false;
  try {
    const tried = tryInLayers(parts, job, begun);
    isKept = 'accepted' in tried;
    return tried;
  } finally {
    for (const { cache } of begun) {
      if (isKept) cache.book.commit();
      else cache.book.rollback();
    }
  }
}

function tryInLayers(parts: Parts, job: GroupJob, begun: BookBatch[]): Tried {
  const accepted = new Map<string, Accepted>();
  const refusals: Refusal[] = [];
  const across = job.commands.map(({ book }) => book);
  for (const book of job.books) {
    const part = partOf(parts, book);
    part.cache.book.begin();
    begun.push(part);
    const decision = decideJob(part.cache.book, partJobOf(job, book), part.run.assignedAt);
    if (decision.kind === 'refused') refusals.push(refusalOfGroup(decision.refusal, { across, book }));
    if (decision.kind === 'accepted') accepted.set(book, decision);
  }
  // What is recorded in every book is the refusal of the group itself, else of the command that stands first in it.
  const [first] = refusals.sort((a, b) => indexOfRefused(a) - indexOfRefused(b));
  const refusal = first ?? exchangeRefusal(parts, job, accepted);
  return refusal === undefined ? { accepted } : { refused: { kind: 'refused', refusal } };
}

function indexOfRefused({ path }: Refusal): number {
  return path?.[0] ?? -1;
}

/**
 * A transfer is one amount: it does not turn pence into cents, which each book by itself could not tell. No book refuses
 * that, but the group as a whole.
 */
function exchangeRefusal(
  parts: Parts,
  { transfer }: GroupJob,
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
  job: GroupJob,
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

function partOf(parts: Parts, book: string): BookBatch {
  const part = parts.get(book);
  assert(part !== undefined, 'each book of a group was locked');
  return part;
}

function partJobOf(job: GroupJob, book: string): Job {
  const part = job.parts.get(book);
  assert(part !== undefined, 'a group has a part for each of its books');
  return part;
}

/** One answer of those that the books gave or have recorded. */
export function groupAnswer(job: GroupJob, answers: ReadonlyMap<string, AnyAnswer>): AcrossAnswer {
  const all = job.books.map((book) => {
    const answer = answers.get(book);
    assert(answer !== undefined, 'each book of a group answers');
    return { book, answer };
  });
  if (all.some(({ answer }) => answer.seq === undefined)) return unrecorded(job.id, 'id_conflict');
  const seqs = Object.fromEntries(all.map(({ book, answer }) => [book, answer.seq ?? 0]));
  const first = all[0]?.answer;
  assert(first !== undefined, 'a group has a book');
  // Of a group, the commands say themselves when they take effect; a transfer has one moment.
  const moment = job.transfer?.effectiveAt === undefined ? {} : { effectiveAt: job.transfer.effectiveAt };
  const replayed = all.every(({ answer }) => answer.replayed) ? ({ replayed: true } as const) : {};
  if (!first.ok) {
    const { seq: _seq, replayed: _replayed, ...refused } = first;
    return { ...refused, ...moment, ...replayed, seqs };
  }
  const { id, recordedAt } = first;
  const erased = all.some(({ answer }) => answer.erased) ? ({ erased: true } as const) : {};
  const { effectiveAt } = { ...first, ...moment };
  return {
    ok: true,
    id,
    effectiveAt,
    recordedAt,
    ...replayed,
    ...erased,
    seqs,
    parts: inOrder(job, answers),
  };
}

function inOrder(job: GroupJob, answers: ReadonlyMap<string, AnyAnswer>): AcrossPart[] {
  const left = new Map<string, IterableIterator<Part>>();
  for (const [book, answer] of answers) {
    assert(answer.ok && answer.parts !== undefined, 'the books of a group come to the same');
    left.set(book, answer.parts.values());
  }
  return job.commands.flatMap(({ book, size }) =>
    Array.from({ length: size }, () => {
      const part = left.get(book)?.next().value;
      assert(part !== undefined, 'each command of a group has its part');
      return { book, ...part };
    }),
  );
}
