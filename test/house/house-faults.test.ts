import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { FaultRun } from '../support/house-fault-run.ts';
import type { FaultPlan } from '../support/house-faulty-store.ts';
import { inFolder } from '../support/house-folder.ts';

type MakeStore = (folder: string) => Promise<Store>;

const openInMemory: MakeStore = () => openMemoryStore();
const openOnFile: MakeStore = (folder) => openSqliteStore(join(folder, 'house.db'));

type Way = Omit<FaultPlan, 'from'>;

/** How a step fails: once or several times, and for a commit before or after it took effect. */
const WAYS: readonly Way[] = [
  { count: 1, commitTakesEffect: false },
  { count: 1, commitTakesEffect: true },
  { count: 2, commitTakesEffect: true },
  { count: 3, commitTakesEffect: false },
  { count: 9, commitTakesEffect: true },
];

async function runOn(
  makeStore: MakeStore,
  plan: FaultPlan | undefined,
  cacheRowsMax: number,
): Promise<FaultRun> {
  return inFolder(async (folder) => {
    const run = await FaultRun.begin(await makeStore(folder), { cacheRowsMax });
    try {
      await run.run(plan);
      const ran = run.faults.steps;
      await run.check();
      run.faults.steps = ran;
      return run;
    } catch (error) {
      throw new Error(`with ${JSON.stringify(plan)}, at ${run.faults.steps[(plan?.from ?? 0) - 1]}`, {
        cause: error,
      });
    }
  });
}

/** How a step is made to fail in the several ways: all of them, or one of them, which is another at the next step. */
const ALL_WAYS = (): readonly Way[] => WAYS;
const ONE_WAY = (step: number): readonly Way[] => WAYS.slice(step % WAYS.length, (step % WAYS.length) + 1);
/** A file costs more, and without a cache each run reads much. */
const ONE_WAY_AT_TIMES = (step: number): readonly Way[] => (step % 4 === 0 ? ONE_WAY(step / 4) : []);

describe('a store that fails at each step in turn', () => {
  test.each([
    ['memory', 'large', 1_000_000, openInMemory, ALL_WAYS],
    ['memory', 'no', 0, openInMemory, ONE_WAY],
    ['sqlite', 'large', 1_000_000, openOnFile, ONE_WAY],
    ['sqlite', 'no', 0, openOnFile, ONE_WAY_AT_TIMES],
  ] as const)('%s, with %s cache', async (_store, _cache, cacheRowsMax, makeStore, waysAt) => {
    const { faults } = await runOn(makeStore, undefined, cacheRowsMax);
    const steps = faults.steps.length;
    expect(new Set(faults.steps)).toContain('transaction commit');
    let runs = 0;
    let told = 0;
    for (let from = 1; from <= steps; from += 1) {
      for (const way of waysAt(from)) {
        runs += 1;
        told += (await runOn(makeStore, { from, ...way }, cacheRowsMax)).failed;
      }
    }
    // Most faults are told to somebody; some are made good without a word.
    expect(told).toBeGreaterThan(runs / 4);
  });
});
