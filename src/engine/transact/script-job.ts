import type { AnyAnswer } from '../answer.ts';
import type { Job } from '../commit/job.ts';
import { requestText } from '../text/request-text.ts';
import type { Script } from './script.ts';

/** The job that commits an interactive transaction. */
export function scriptJob(
  id: string,
  isIdNew: boolean,
  script: Script,
  settle: (answer: AnyAnswer) => void,
  fail: (error: unknown) => void,
): Job {
  const text = requestText({ kind: 'atomic', commands: script.kept });
  const weight = Math.max(1, script.steps.length);
  return { id, isIdNew, kind: 'atomic', text, weight, work: { kind: 'script', script }, settle, fail };
}
