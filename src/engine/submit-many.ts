import type { CommandRequest } from '../kernel/command.ts';
import type { AnyAnswer } from './answer.ts';
import type { BookLoop } from './commit/book-loop.ts';
import type { Call, Job } from './commit/job.ts';

export type MakeJob = (
  request: CommandRequest,
  fail: (error: unknown) => void,
  settle: (answer: AnyAnswer) => void,
) => Job;

/**
 * Takes in the commands of one call in order, and resolves to their answers. What comes later may build on what comes
 * before: so when a batch fails, nothing of the call that is behind it is decided.
 */
export async function submitMany(
  loop: BookLoop,
  requests: readonly CommandRequest[],
  makeJob: MakeJob,
): Promise<AnyAnswer[]> {
  if (requests.length === 0) return [];
  const { promise, resolve, reject } = Promise.withResolvers<AnyAnswer[]>();
  promise.catch(() => undefined); // It is awaited below, after the last job went in.
  const answers: AnyAnswer[] = new Array(requests.length);
  let open = requests.length;
  const call: Call = { isOver: false };
  const fail = (error: unknown): void => {
    call.isOver = true;
    reject(error);
  };
  for (const [i, request] of requests.entries()) {
    if (call.isOver) break;
    const job = makeJob(request, fail, (answer) => {
      answers[i] = answer;
      open -= 1;
      if (open === 0) resolve(answers);
    });
    const entered = loop.enter({ ...job, call });
    if (entered !== undefined) await entered;
  }
  return promise;
}
