import { isList } from '../base/plain-object.ts';
import type { AnyAnswer, DryAnswer } from './answer.ts';
import { BookCache, NO_HEAD } from './cache/book-cache.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import { type CommandOptions, retriesRefused } from './command-input.ts';
import { batchMoment } from './commit/batch-moment.ts';
import { BatchRun } from './commit/batch-run.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Call } from './commit/call.ts';
import { callsReady } from './commit/commit-batches.ts';
import { decideAll, decideOldHolds, fetchFor, loadRecorded } from './commit/decide-all.ts';
import { checkGroupWeight, type Job, requestJob, type TakenRequest } from './commit/job.ts';
import { idsOf } from './commit/job-facts.ts';
import type { BookReader } from './read/book-reader.ts';
import { refuseLaterRules } from './refuse-later-rules.ts';

/** What a dry run needs of its book. */
export interface DryRunParts {
  readonly reader: BookReader;
  readonly stream: BookStream;
  readonly clock: HouseClock;
}

/** What a dry run is asked for: the jobs, and whether they came as a list. */
export interface DryRunCall {
  readonly jobs: readonly Job[];
  readonly isList: boolean;
}

/** Reads a command, or a list of commands, that is to be tried. Throws TallystickError for what is malformed. */
export function readDryRun(
  stream: BookStream,
  asked: unknown,
  options: CommandOptions | undefined,
  check: (command: unknown, path?: string) => TakenRequest,
): DryRunCall {
  const retryRefused = retriesRefused(options);
  const all = isList(asked)
    ? Array.from(asked, (command: unknown, i) => check(command, `commands[${i}].`))
    : [check(asked)];
  const call = stream.newCall(retryRefused);
  const jobs = all.map((taken) => dryJob(taken, call));
  checkGroupWeight(
    '',
    jobs.reduce((sum, { weight }) => sum + weight, 0),
  );
  return { jobs, isList: isList(asked) };
}

/** An id is made when something is done; until then there is none. */
function dryJob(taken: TakenRequest, call: Call): Job {
  const { id } = taken.request;
  const ignore = (): void => undefined;
  const named = id === undefined ? { id: '', isIdNew: true } : { id, isIdNew: false };
  const actor = null;
  return requestJob(taken, { ...named, actor }, call, ignore, ignore);
}

/**
 * Decides jobs in order, on a state of its own that is read from one view of the store and thrown away: the same code as in a
 * batch, without the lock before it and the writing behind it.
 */
export async function dryRun({ reader, clock }: DryRunParts, jobs: readonly Job[]): Promise<DryAnswer[]> {
  if (jobs.length === 0) return [];
  await callsReady(jobs);
  return await reader.onPresent(async (view) => {
    const { book } = reader;
    const { head, present } = await headAndPresent(view, book, clock);
    if (head !== undefined) refuseLaterRules(`book ${book}`, head.rules);
    const moment = batchMoment(present, head === undefined ? [] : [head]);
    const cache = new BookCache(head ?? NO_HEAD, moment.assignedAt);
    const ids = idsOf(jobs);
    const commands = ids.size === 0 ? [] : await view.find(book, 'command', 'id', [...ids]);
    const place = { view, cache, book, lookedUp: { ids, commands } };
    const recorded = await loadRecorded(place, place.lookedUp);
    const firstSeq = head?.seq ?? 0;
    const run = new BatchRun({ cache, moment, recorded, firstSeq });
    const deciding = {
      run,
      fetch: (some: readonly Job[]) => fetchFor(run, place, some),
      hasMuchToWrite: false,
      writeAhead: async () => undefined,
    };
    if (head !== undefined) await decideOldHolds(deciding, view, head);
    await deciding.fetch(jobs);
    await decideAll(deciding, jobs);
    const [failed] = run.failed;
    if (failed !== undefined) throw failed[1];
    // What the book has to catch up with comes before them.
    return run.answers.slice(-jobs.length).map(([job, answer]) => dryAnswer(job, answer, firstSeq));
  });
}

/** Numbers and moments of recording, and ids that are made, come to those that are done; what is on record has its own. */
function dryAnswer({ isIdNew }: Job, answer: AnyAnswer, asOf: number): DryAnswer {
  const { id, seq, recordedAt, ...said } = answer;
  const isOnRecord = seq !== undefined && seq <= asOf;
  if (isOnRecord) return { ...answer, asOf };
  return { ...said, ...(isIdNew ? {} : { id }), asOf };
}
