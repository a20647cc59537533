// node test/support/counters/counter-load-child.ts FILE: counts batches in a house's file until it is killed, and says the number
// of each when it is durable.
import { writeSync } from 'node:fs';
import { Counters } from '../../../src/counters/counters.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';
import { batchOf, COUNTER_LOAD_NOW } from './counter-load.ts';

const house = await openSqliteStore(process.argv[2] ?? '');
const counters = new Counters(house.counters(), 'book', () => COUNTER_LOAD_NOW);
for (let number = 0; ; number += 1) {
  await counters.ingest(batchOf(number));
  writeSync(1, `${number}\n`);
}
