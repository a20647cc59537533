import { join } from 'node:path';
import { runTogether } from '../harness/scenario-process.ts';
import { runDue } from './due-scenario.ts';
import { runLong, runReopen } from './long-scenario.ts';
import { runManyBooks } from './many-books-scenario.ts';
import { runRead } from './read-scenario.ts';
import { runAudit, runRepeat } from './record-scenario.ts';
import { runStretch } from './stretch-scenario.ts';
import { runWrite } from './write-scenario.ts';

/** Each runs in a process of its own. */
export const SCENARIOS = {
  write: runWrite,
  long: runLong,
  reopen: runReopen,
  read: runRead,
  repeat: runRepeat,
  audit: runAudit,
  manyBooks: runManyBooks,
  stretch: runStretch,
  due: runDue,
} as const;

export type ScenarioName = keyof typeof SCENARIOS;
type AskOf<Name extends ScenarioName> = Parameters<(typeof SCENARIOS)[Name]>[0];
type ResultOf<Name extends ScenarioName> = Awaited<ReturnType<(typeof SCENARIOS)[Name]>>;

const SCRIPT = join(import.meta.dirname, 'run-scenario.ts');

export async function runApart<Name extends ScenarioName>(
  name: Name,
  ask: AskOf<Name>,
): Promise<ResultOf<Name>> {
  const [result] = await runTogether(SCRIPT, name, [ask]);
  return result as ResultOf<Name>; // run-scenario.ts sends nothing else.
}
