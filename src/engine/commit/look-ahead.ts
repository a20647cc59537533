import { type Ask, Missing } from '../../kernel/residency.ts';
import type { StoreView } from '../../store/store.ts';
import { Asks, loadAsks } from '../cache/load-asks.ts';
import type { BatchRun } from './batch-run.ts';
import { decideJob } from './decide-job.ts';
import type { Job } from './job.ts';

/** When a job lacks rows, so many that follow are looked at as well, so that they are brought together, */
export const LOOK_AHEAD_JOBS = 256;

/** but not more than have this weight together: nothing else has its turn meanwhile. */
const LOOK_AHEAD_WEIGHT = 1_024;

/**
 * Adds what jobs to come would miss if they came now. It decides nothing, but spares them to be stopped each. They are
 * tried on top of each other and taken back at once, so that what they fold is folded once.
 */
function lookAhead(run: BatchRun, jobs: readonly Job[], asks: Asks): void {
  const { book } = run.cache;
  book.begin();
  let weight = 0;
  try {
    for (const job of jobs) {
      weight += job.weight;
      if (weight > LOOK_AHEAD_WEIGHT) break;
      try {
        decideJob(book, job, run.assignedAt);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        asks.addAsk(error.ask);
      }
    }
  } finally {
    book.rollback();
  }
}

/** Brings what a rule asked for, and what jobs that follow would miss if they came now. */
export async function bringFor(
  run: BatchRun,
  { view, book }: { readonly view: StoreView; readonly book: string },
  ask: Ask,
  following: readonly Job[],
): Promise<void> {
  const asks = new Asks(run.cache);
  asks.addAsk(ask);
  lookAhead(run, following, asks);
  await loadAsks(run.cache, view, book, asks);
}
