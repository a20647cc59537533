// One scenario of the house bench in a process of its own. Started by scenarios.ts: node run-scenario.ts NAME JSON
import { runNamed } from '../harness/scenario-process.ts';
import { SCENARIOS } from './scenarios.ts';

await runNamed(SCENARIOS);
