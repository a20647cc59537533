import type { CommandRequest } from '../../commands/command-table.ts';
import type { AnyAnswer } from '../answer.ts';
import { checkGroupWeight, type Job, weightOf } from '../commit/job.ts';
import { labelsOf } from '../text/labels.ts';
import { apartOf } from '../text/private-data.ts';
import { requestText } from '../text/request-text.ts';
import type { Script } from './script.ts';

/** The job that commits an interactive transaction, and its answer. Throws `bad_command` for one that is too heavy. */
export function scriptJob(
  own: Pick<Job, 'id' | 'isIdNew' | 'call' | 'actor'>,
  script: Script,
): { readonly job: Job; readonly answer: Promise<AnyAnswer> } {
  const request: CommandRequest = { kind: 'atomic', commands: script.kept, ...script.about };
  const text = requestText(request);
  // What the work returned is written with them.
  const written = text + (script.returned?.text ?? '');
  const weight = Math.max(script.steps.length, weightOf(request, written));
  checkGroupWeight('', weight);
  const { promise: answer, resolve: settle, reject: fail } = Promise.withResolvers<AnyAnswer>();
  const job = {
    ...own,
    kind: 'atomic',
    labels: labelsOf(request, own.actor),
    text,
    apart: apartOf(request, script.returned?.seal),
    weight,
    work: { kind: 'script', script },
    settle,
    fail,
  } as const;
  return { job, answer };
}
