import type { CommandRequest } from '../../commands/command-table.ts';
import type { AnyAnswer } from '../answer.ts';
import type { MadeId } from '../open-options.ts';
import { labelsOf } from '../text/labels.ts';
import { apartOf } from '../text/private-data.ts';
import { requestText } from '../text/request-text.ts';
import type { Call } from './call.ts';
import type { Job } from './job.ts';
import { weightOf } from './job-weight.ts';

/** The job of a checked request. */
export function requestJob(
  request: CommandRequest,
  named: MadeId & Pick<Job, 'actor'>,
  call: Call | undefined,
  fail: (error: unknown) => void,
  settle: (answer: AnyAnswer) => void,
): Job {
  const text = requestText(request);
  return {
    ...named,
    kind: request.kind,
    labels: labelsOf(request, named.actor),
    text,
    apart: apartOf(request),
    weight: weightOf(request, text),
    work: { kind: 'request', request },
    call,
    settle,
    fail,
  };
}
