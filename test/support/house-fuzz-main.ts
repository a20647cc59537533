// node test/support/house-fuzz-main.ts WHAT SEED: one long run of what a house has to stand, for a fuzz target.
import { join } from 'node:path';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { runCrashes } from './house-crash-run.ts';
import { FaultRun } from './house-fault-run.ts';
import { inFolder } from './house-folder.ts';
import { runInterleavings } from './house-interleaving-run.ts';
import { planOf } from './house-plan.ts';
import { type PlanEnds, PlanRun } from './house-plan-run.ts';
import { SeededChoices } from './house-random.ts';
import { expectSame } from './house-same.ts';

const [what = '', seedText = '1'] = process.argv.slice(2);
const seed = Number(seedText);

switch (what) {
  case 'crash':
    await inFolder((folder) => runCrashes(folder, seed % 1_000_000, 40));
    break;
  case 'simulation':
    await simulate();
    break;
  case 'interleaving':
    await runInterleavings(seed, 60);
    break;
  case 'faults':
    await fail();
    break;
  default:
    throw new Error(`there is nothing called ${what}`);
}

async function simulate(): Promise<void> {
  const choices = new SeededChoices(seed);
  const plan = planOf(seed % 1_000_000, choices.pick([20, 60, 120]));
  const ends: PlanEnds[] = [];
  await inFolder(async (folder) => {
    for (const cacheRowsMax of [0, 1 + choices.below(30), 1_000_000_000]) {
      const openStore = (): Promise<Store> => openSqliteStore(join(folder, `${cacheRowsMax}.db`));
      const run = await PlanRun.begin({ openStore, isKept: true, cacheRowsMax });
      ends.push(await run.run(plan));
    }
  });
  for (const other of ends) expectSame('the ends of the chains', other, ends[0]);
}

/** Stores that fail anywhere, once or for long. */
async function fail(): Promise<void> {
  const choices = new SeededChoices(seed);
  for (let i = 0; i < 40; i += 1) {
    const plan = {
      from: 1 + choices.below(330),
      count: choices.pick([1, 1, 2, 5, 12, 40]),
      commitTakesEffect: choices.chance(50),
    };
    const cacheRowsMax = choices.pick([0, 10, 1_000_000]);
    const isOnFile = choices.chance(30);
    await inFolder(async (folder) => {
      const store = isOnFile ? await openSqliteStore(join(folder, 'house.db')) : await openMemoryStore();
      const run = await FaultRun.begin(store, { cacheRowsMax });
      await run.run(plan);
      await run.check();
    });
  }
}
