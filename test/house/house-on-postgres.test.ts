import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { loadPlanOf } from '../support/house-load-plan.ts';
import { type PlanStep, planOf } from '../support/house-plan.ts';
import { type PlanEnds, PlanRun } from '../support/house-plan-run.ts';
import { makeSchema } from '../support/postgres-place.ts';

const UNBOUNDED = 1_000_000_000;

async function onPostgres(plan: readonly PlanStep[], cacheRowsMax: number): Promise<PlanEnds> {
  const schema = await makeSchema();
  try {
    const openStore = () => openPostgresStore(schema.url);
    return await (await PlanRun.begin({ openStore, isKept: true, cacheRowsMax })).run(plan);
  } finally {
    await schema.drop();
  }
}

async function inMemory(plan: readonly PlanStep[]): Promise<PlanEnds> {
  const settings = { openStore: openMemoryStore, isKept: false, cacheRowsMax: UNBOUNDED };
  return (await PlanRun.begin(settings)).run(plan);
}

describe('random commands on a house on PostgreSQL are answered as by the plain kernel, and leave the same behind', () => {
  test.each([1, 2, 3, 4, 5, 6])('seed %i', async (seed) => {
    const plan = planOf(seed, 40);
    const ends = await inMemory(plan);
    expect(ends.length).toBe(3);
    expect(await onPostgres(plan, UNBOUNDED)).toEqual(ends);
    expect(await onPostgres(plan, seed % 7)).toEqual(ends);
  });

  test('a busy house, whose histories outgrow memory', async () => {
    const plan = loadPlanOf(1, 60);
    expect(await onPostgres(plan, 150)).toEqual(await inMemory(plan));
  });
});
