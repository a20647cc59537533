import { fork } from 'node:child_process';
import { join } from 'node:path';
import { runLong, runReopen } from './long-scenario.ts';
import { runRead } from './read-scenario.ts';
import { runAudit, runRepeat } from './record-scenario.ts';
import { runWrite } from './write-scenario.ts';

/** What is run in a process of its own, so that its memory is its own too. What goes in and out is plain data. */
export const SCENARIOS = {
  write: runWrite,
  long: runLong,
  reopen: runReopen,
  read: runRead,
  repeat: runRepeat,
  audit: runAudit,
} as const;

export type ScenarioName = keyof typeof SCENARIOS;
type AskOf<Name extends ScenarioName> = Parameters<(typeof SCENARIOS)[Name]>[0];
type ResultOf<Name extends ScenarioName> = Awaited<ReturnType<(typeof SCENARIOS)[Name]>>;

/** Runs a scenario on a Node process with Node's own settings: its heap is bounded as that of a user's is. */
export function runApart<Name extends ScenarioName>(name: Name, ask: AskOf<Name>): Promise<ResultOf<Name>> {
  const { promise, resolve, reject } = Promise.withResolvers<ResultOf<Name>>();
  const script = join(import.meta.dirname, 'run-scenario.ts');
  const child = fork(script, [name, JSON.stringify(ask)], { execArgv: [] });
  child.once('message', (result) => resolve(result as ResultOf<Name>)); // run-scenario.ts sends nothing else.
  child.once('error', reject);
  // A promise is settled once: what comes after the message changes nothing.
  child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${code ?? signal}, no result`)));
  return promise;
}
