// node test/support/crash/faulty-disk-child.ts WHAT FOLDER CACHE, with what compileFaultyDisk says in its environment: runs on houses
// in FOLDER, one after the other, whose disk fails at each step in turn; it prints what came of it as JSON. WHAT: books, groups.
import { join } from 'node:path';
import { AcrossFaultRun } from '../across/across-fault-run.ts';
import { houseIn } from '../house/house-folder.ts';
import { expectSame } from '../house/house-same.ts';
import type { FaultPlan } from './fault-plan.ts';
import { faultyOnDisk } from './faulty-disk.ts';
import type { FaultyHouse } from './faulty-house.ts';
import { FaultRun } from './house-fault-run.ts';
import { type FaultyRun, sweepFaults, type Way, type WaysAt } from './sweep-faults.ts';

const [, , what = '', folder = '', cacheRowsMax = ''] = process.argv;

const WAYS: readonly Way[] = [
  { count: 1, takesEffect: false, passes: false },
  { count: 2, takesEffect: false, passes: true },
  { count: 1, takesEffect: true, passes: false },
  { count: 9, takesEffect: false, passes: false },
  { count: 40, takesEffect: false, passes: true },
  { count: 9, takesEffect: true, passes: false },
];

const wayAt = (step: number): readonly Way[] => WAYS.slice(step % WAYS.length, (step % WAYS.length) + 1);
/** Syncs fail in each way in turn; of the many writes one in so many. */
const EVERY = 23;
const WAYS_AT: WaysAt = (step, name) => {
  if (name === 'sync') return wayAt(step);
  return step % EVERY === 0 ? wayAt(step / EVERY) : [];
};

let made = 0;

async function onDisk(work: (place: FaultyHouse) => Promise<FaultyRun>): Promise<FaultyRun> {
  made += 1;
  const options = { cacheRowsMax: Number(cacheRowsMax) };
  const url = houseIn(folder, `house-${made}.db`);
  const place = await faultyOnDisk(url, process.env.DISK_CONTROL ?? join(folder, 'control'), options);
  try {
    return await work(place);
  } finally {
    await place.close();
  }
}

const runBooks = (plan: FaultPlan | undefined): Promise<FaultyRun> =>
  onDisk(async (place) => {
    const run = new FaultRun(place);
    await run.run(plan);
    const { steps } = place;
    await run.check();
    return { steps, told: run.codes.length };
  });

const runGroups = (plan: FaultPlan | undefined): Promise<FaultyRun> =>
  onDisk(async (place) => {
    const run = new AcrossFaultRun(place);
    const { steps } = await run.run(plan);
    return { steps, told: run.failed };
  });

expectSame('what is to be run', ['books', 'groups'].includes(what), true);
// One process has one disk: what fails, fails for the one house that is open.
const { steps, runs, told } = await sweepFaults(what === 'books' ? runBooks : runGroups, WAYS_AT, 1);
console.log(
  JSON.stringify({ steps: steps.length, syncs: steps.filter((step) => step === 'sync').length, runs, told }),
);
