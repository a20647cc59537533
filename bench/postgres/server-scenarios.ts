import { join } from 'node:path';
import { runTogether } from '../harness/scenario-process.ts';
import { runRead } from '../house/read-scenario.ts';
import { runAudit, runRepeat } from '../house/record-scenario.ts';
import { runBaseline } from './baseline-scenario.ts';
import { runMakeBooks, runNode } from './nodes-scenario.ts';
import { runServerWrite } from './server-write-scenario.ts';

/** Each runs in a process of its own, as a node that uses the server would. */
export const SERVER_SCENARIOS = {
  write: runServerWrite,
  baseline: runBaseline,
  read: runRead,
  repeat: runRepeat,
  audit: runAudit,
  'make-books': runMakeBooks,
  node: runNode,
} as const;

type Name = keyof typeof SERVER_SCENARIOS;
type AskOf<N extends Name> = Parameters<(typeof SERVER_SCENARIOS)[N]>[0];
type ResultOf<N extends Name> = Awaited<ReturnType<(typeof SERVER_SCENARIOS)[N]>>;

const SCRIPT = join(import.meta.dirname, 'run-server-scenario.ts');

export async function runOnServer<N extends Name>(name: N, ask: AskOf<N>): Promise<ResultOf<N>> {
  const [result] = await runTogether(SCRIPT, name, [ask]);
  return result as ResultOf<N>; // run-server-scenario.ts sends nothing else.
}

/** Runs nodes at the same time. `beforeGo` is done when all of them are about to begin with what is measured. */
export async function runNodes(
  asks: readonly AskOf<'node'>[],
  beforeGo?: () => Promise<void>,
): Promise<ResultOf<'node'>[]> {
  return (await runTogether(SCRIPT, 'node', asks, beforeGo)) as ResultOf<'node'>[]; // As above.
}
