import { TallystickError } from '../base/error.ts';
import { isList } from '../base/plain-object.ts';
import type { AnyAnswer } from './answer.ts';
import { type CommandOptions, retriesRefused } from './command-input.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Call } from './commit/call.ts';
import type { Job, TakenRequest } from './commit/job.ts';
import { TimeSlice } from './commit/time-slice.ts';
import type { MadeId } from './open-options.ts';

interface Making {
  /** Throws for what is malformed. */
  readonly check: (command: unknown, path: string) => TakenRequest;
  /** The id of a command: its own, or one that is made. */
  readonly nameOf: (taken: TakenRequest) => MadeId;
  readonly makeJob: (
    taken: TakenRequest,
    named: MadeId,
    call: Call,
    fail: (error: unknown) => void,
    settle: (answer: AnyAnswer) => void,
  ) => Job;
}

/**
 * Takes in the commands of one call in order, once all are checked, and resolves to their answers. Their texts are written in
 * slices, and what is called meanwhile comes behind them. What comes later may build on what comes before: so when a batch
 * fails, nothing of the call that is behind it is decided.
 */
export async function submitMany(
  stream: BookStream,
  commands: unknown,
  options: CommandOptions | undefined,
  { check, nameOf, makeJob }: Making,
): Promise<AnyAnswer[]> {
  const retryRefused = retriesRefused(options);
  if (!isList(commands)) {
    throw new TallystickError('bad_command', 'commands', commands, 'an array of commands');
  }
  const all = Array.from(commands, (command: unknown, i) => check(command, `commands[${i}].`));
  if (all.length === 0) return [];
  // Before the first goes in: a caller's `newId` or `clock` may throw.
  const names = all.map(nameOf);
  const call = stream.newCall(retryRefused);
  const { promise, resolve, reject } = Promise.withResolvers<AnyAnswer[]>();
  promise.catch(() => undefined); // It is awaited below, after the last job went in.
  const answers: AnyAnswer[] = new Array(all.length);
  let open = all.length;
  const fail = (error: unknown): void => {
    call.isOver = true;
    reject(error);
  };
  const slice = new TimeSlice();
  await stream.enterMany(async (enter) => {
    for (const [i, taken] of all.entries()) {
      const named = names[i];
      if (call.isOver || named === undefined) break;
      const job = makeJob(taken, named, call, fail, (answer) => {
        answers[i] = answer;
        open -= 1;
        if (open === 0) resolve(answers);
      });
      const entered = enter(job);
      if (entered !== undefined) await entered;
      if (slice.isOver) await slice.yield();
    }
  });
  return promise;
}
