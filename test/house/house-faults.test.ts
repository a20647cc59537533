import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { FaultRun } from '../support/house-fault-run.ts';
import type { FaultPlan } from '../support/house-faulty-store.ts';
import { inFolder } from '../support/house-folder.ts';

type MakeStore = (folder: string) => Promise<Store>;

const STORES: readonly (readonly [string, MakeStore])[] = [
  ['memory', () => openMemoryStore()],
  ['sqlite', (folder) => openSqliteStore(join(folder, 'house.db'))],
];

/** How a step fails: once or several times, and for a commit before or after it took effect. */
const WAYS: readonly Omit<FaultPlan, 'from'>[] = [
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

describe.each(STORES)('a %s store that fails at each step in turn', (name, makeStore) => {
  test.each([
    ['large', 1_000_000],
    ['no', 0],
  ] as const)('with %s cache', async (_, cacheRowsMax) => {
    const { faults } = await runOn(makeStore, undefined, cacheRowsMax);
    const steps = faults.steps.length;
    expect(new Set(faults.steps)).toContain('transaction commit');
    let told = 0;
    for (let from = 1; from <= steps; from += 1) {
      // A file costs more, so that there each step fails in one way, and each way comes at every fifth.
      const ways = name === 'sqlite' ? [WAYS[(from + cacheRowsMax) % WAYS.length]] : WAYS;
      for (const way of ways) {
        if (way === undefined) continue;
        told += (await runOn(makeStore, { from, ...way }, cacheRowsMax)).failed;
      }
    }
    // Most faults are told to somebody; some are made good without a word.
    expect(told).toBeGreaterThan(steps / 4);
  });
});
