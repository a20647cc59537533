import type { CommandRequest } from '../../kernel/command.ts';
import type { AnyAnswer } from '../answer.ts';
import type { Job } from '../commit/job.ts';
import { checkGroupWeight, weightOf } from '../commit/job-weight.ts';
import { requestText } from '../text/request-text.ts';
import type { Script } from './script.ts';

/** The job that commits an interactive transaction. Throws `bad_command` for one that is too heavy. */
export function scriptJob(
  id: string,
  isIdNew: boolean,
  script: Script,
  settle: (answer: AnyAnswer) => void,
  fail: (error: unknown) => void,
): Job {
  const request: CommandRequest = { kind: 'atomic', commands: script.kept };
  const text = requestText(request);
  const weight = Math.max(script.steps.length, weightOf(request, text));
  checkGroupWeight('', weight);
  return { id, isIdNew, kind: 'atomic', text, weight, work: { kind: 'script', script }, settle, fail };
}
