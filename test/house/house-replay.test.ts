import { describe, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { planOf } from '../support/house-plan.ts';
import { checkReplay } from '../support/house-plan-replay.ts';
import { PlanRun } from '../support/house-plan-run.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => 1_000 + i);

describe('the journal of a house, given to a fresh one, has the same answers and balances', () => {
  test.each(SEEDS)('seed %i', async (seed) => {
    const run = await PlanRun.begin({ openStore: openMemoryStore, isKept: false, cacheRowsMax: 100 });
    await run.take(planOf(seed, 50));
    const fresh = await open('memory:', { clock: () => run.now, announceExpiries: false });
    await checkReplay(run.house, fresh);
    await fresh.close();
    await run.house.close();
  });
});
