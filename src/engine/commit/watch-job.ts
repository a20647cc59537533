import { StoreError } from '../../base/store-error.ts';
import type { CommandOutcome } from '../observe/metrics.ts';
import type { Observing } from '../observe/observing.ts';
import { type GroupJob, isGroup } from './group-job.ts';
import type { Job } from './job.ts';

/** What a job may be answered by, as far as that is reported. */
interface Answered {
  readonly ok: boolean;
  readonly reason?: string;
  readonly replayed?: true;
}

/**
 * The job, whose end is reported, with how long it waited and took; where nobody observes the house, the very same.
 *
 * @param books those that it is on
 */
export function watchJob<J extends Job | GroupJob>(
  observing: Observing,
  job: J,
  books: readonly string[],
): J {
  if (!observing.hears('command')) return job;
  // What makes a batch begin is no command.
  if (!isGroup(job) && job.work.kind === 'nothing') return job;
  const kind = isGroup(job) ? 'atomic' : job.kind;
  const { id } = job;
  const takenInAt = performance.now();
  let batchAt = takenInAt;
  const endSpan = observing.span('tallystick.command', { kind, book: books.join(' '), id });
  const report = (outcome: CommandOutcome, reason?: string, error?: unknown): void => {
    const why = reason === undefined ? {} : { reason };
    const durationMs = performance.now() - takenInAt;
    observing.report('command', {
      kind,
      books,
      id,
      outcome,
      ...why,
      waitMs: batchAt - takenInAt,
      durationMs,
    });
    endSpan?.({ outcome, ...why }, error);
  };
  return {
    ...job,
    taken: () => {
      batchAt = performance.now();
    },
    settle: (answer: Answered) => {
      report(outcomeOf(answer), answer.reason);
      job.settle(answer as never); // The answer to that very job.
    },
    fail: (error: unknown) => {
      report(isUnknown(error) ? 'unknown' : 'failed', undefined, error);
      job.fail(error);
    },
  };
}

function outcomeOf({ ok, replayed }: Answered): CommandOutcome {
  if (replayed === true) return 'repeated';
  return ok ? 'accepted' : 'refused';
}

function isUnknown(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'outcome_unknown';
}
