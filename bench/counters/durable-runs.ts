import { join } from 'node:path';
import { runTogether } from '../harness/scenario-process.ts';
import { type BulkRun, type HotAsk, runBulk, runDurableAsk, runHotNode } from './durable-scenarios.ts';

/** Each runs in a process of its own. */
export const COUNTER_SCENARIOS = { bulk: runBulk, hot: runHotNode, ask: runDurableAsk } as const;

type Name = keyof typeof COUNTER_SCENARIOS;
type AskOf<N extends Name> = Parameters<(typeof COUNTER_SCENARIOS)[N]>[0];
type ResultOf<N extends Name> = Awaited<ReturnType<(typeof COUNTER_SCENARIOS)[N]>>;

const SCRIPT = join(import.meta.dirname, 'run-counter-scenario.ts');

export async function runCounting<N extends Name>(name: N, ask: AskOf<N>): Promise<ResultOf<N>> {
  const [result] = await runTogether(SCRIPT, name, [ask]);
  return result as ResultOf<N>; // run-counter-scenario.ts sends nothing else.
}

/** Runs nodes that count on the same counter at the same time. */
export async function runHotNodes(nodes: number, ask: HotAsk): Promise<BulkRun[]> {
  const asks = Array.from({ length: nodes }, () => ask);
  return (await runTogether(SCRIPT, 'hot', asks)) as BulkRun[]; // As above.
}
