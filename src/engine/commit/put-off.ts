import { unrecorded } from './answer-of.ts';
import type { Batch } from './batch.ts';
import type { GroupJob } from './group-job.ts';
import type { Job } from './job.ts';

/** What becomes of jobs that a batch does not decide. */
interface PutOff {
  /** Tells their callers. */
  readonly answer: () => void;
  /** Those that come first in the next batch. */
  readonly rest: readonly (Job | GroupJob)[];
  readonly count: number;
}

/** What becomes of jobs before which more is due than fits in a batch. */
export function putOff({ isAlone }: Batch, jobs: readonly (Job | GroupJob)[]): PutOff {
  // Those whose commit is in doubt may be on record by then.
  if (isAlone !== true) return { answer: () => undefined, rest: jobs, count: jobs.length };
  // What was seen while the book stood still is not the present any more, and no other batch may come in between.
  const answer = (): void => {
    for (const job of jobs) if (!('parts' in job)) job.settle(unrecorded(job.id, 'conflict'));
  };
  return { answer, rest: [], count: jobs.length };
}
