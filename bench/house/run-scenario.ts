// One scenario of the house bench in a process of its own. Started by scenarios.ts: node run-scenario.ts NAME JSON
import { SCENARIOS } from './scenarios.ts';

const [name = '', ask = '{}'] = process.argv.slice(2);
const scenario = Object.entries(SCENARIOS).find(([known]) => known === name)?.[1];
if (scenario === undefined) throw new Error(`no scenario ${name}`);
// The parent wrote what this very scenario takes.
const result = await (scenario as (ask: unknown) => Promise<object>)(JSON.parse(ask));
process.send?.(result);
process.disconnect?.();
