// One scenario of the PostgreSQL bench in a process of its own: node run-server-scenario.ts NAME JSON
import { runNamed } from '../harness/scenario-process.ts';
import { SERVER_SCENARIOS } from './server-scenarios.ts';

await runNamed(SERVER_SCENARIOS);
