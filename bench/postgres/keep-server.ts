// Starts the server that the bench runs on and keeps it until Ctrl-C, for looking at one thing again and again:
//   node bench/postgres/keep-server.ts
//   TALLYSTICK_BENCH_POSTGRES_URL=... npm run bench -- postgres
//   node --cpu-prof bench/postgres/run-server-scenario.ts write \
//     '{"url":"...?schema=a","accounts":10000,"ids":"house","way":{"inFlight":64},"operations":100000}'
import { once } from 'node:events';
import { startBenchServer } from './bench-server.ts';

const { url, stop } = await startBenchServer();
console.log(url);
const awake = setInterval(() => undefined, 60_000);
await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
clearInterval(awake);
await stop();
