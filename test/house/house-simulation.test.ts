import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { inFolder } from '../support/house-folder.ts';
import { loadPlanOf } from '../support/house-load-plan.ts';
import { type PlanStep, planOf } from '../support/house-plan.ts';
import { type PlanEnds, PlanRun, type PlanSettings } from '../support/house-plan-run.ts';

const COMMANDS_PER_BOOK = 40;
const SEEDS = Array.from({ length: 16 }, (_, i) => i + 1);
const UNBOUNDED = 1_000_000_000;

async function runPlan(plan: readonly PlanStep[], settings: PlanSettings): Promise<PlanEnds> {
  const run = await PlanRun.begin(settings);
  return run.run(plan);
}

function onFile(folder: string, cacheRowsMax: number): PlanSettings {
  const path = join(folder, `cache-${cacheRowsMax}.db`);
  return { openStore: () => openSqliteStore(path), isKept: true, cacheRowsMax };
}

function inMemory(cacheRowsMax: number): PlanSettings {
  return { openStore: openMemoryStore, isKept: false, cacheRowsMax };
}

describe('random commands on a house are answered as by the plain kernel, and leave the same behind', () => {
  test.each(SEEDS)('seed %i', async (seed) => {
    await inFolder(async (folder) => {
      const plan = planOf(seed, COMMANDS_PER_BOOK);
      const ends = await runPlan(plan, onFile(folder, UNBOUNDED));
      expect(ends.length).toBe(3);
      // What is cached, and where it is kept, changes no byte of what is recorded.
      for (const settings of [inMemory(UNBOUNDED), inMemory(0), inMemory(seed % 7), onFile(folder, 0)]) {
        expect(await runPlan(plan, settings)).toEqual(ends);
      }
    });
  });

  test.each([1, 2, 3])('a busy house, whose histories outgrow memory, seed %i', async (seed) => {
    await inFolder(async (folder) => {
      const plan = loadPlanOf(seed, 60);
      const ends = await runPlan(plan, onFile(folder, UNBOUNDED));
      expect(ends.reduce((sum, { seq }) => sum + seq, 0)).toBeGreaterThan(500);
      for (const settings of [inMemory(0), onFile(folder, 150)]) {
        expect(await runPlan(plan, settings)).toEqual(ends);
      }
    });
  });
});
