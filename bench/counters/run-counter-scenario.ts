// One scenario of the counters' bench in a process of its own: node run-counter-scenario.ts NAME JSON
import { runNamed } from '../harness/scenario-process.ts';
import { COUNTER_SCENARIOS } from './durable-runs.ts';

await runNamed(COUNTER_SCENARIOS);
