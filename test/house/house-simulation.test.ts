import { describe, expect, test } from 'vitest';
import { loadPlanOf } from '../support/crash/house-load-plan.ts';
import { HOUSE, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { type PlanStep, planOf } from '../support/random/house-plan.ts';
import { type PlanEnds, PlanRun } from '../support/random/house-plan-run.ts';

const COMMANDS_PER_BOOK = 40;
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);
const UNBOUNDED = 1_000_000_000;

/** How much is cached, and how many houses are open at once. */
interface Way {
  readonly cacheRowsMax: number;
  readonly nodes?: number;
}

const COMPARED: Way = { cacheRowsMax: UNBOUNDED };

function runPlan(plan: readonly PlanStep[], kind: HouseKind, way: Way): Promise<PlanEnds> {
  return inPlace(kind, async ({ openStore }) => {
    const run = await PlanRun.begin({ openStore, isKept: kind.isDurable, ...way });
    const ends = await run.run(plan);
    expect(run.accountsCompared).toBeGreaterThan(0);
    expect(run.rowsFollowed).toBeGreaterThan(0);
    return ends;
  });
}

const whole = new Map<string, Promise<PlanEnds>>();

/** What a plan comes to in memory, all of it cached: found once, for all places that it is compared with. */
function comparedEnds(name: string, plan: readonly PlanStep[]): Promise<PlanEnds> {
  const ends = whole.get(name) ?? runPlan(plan, HOUSE.memory, COMPARED);
  whole.set(name, ends);
  return ends;
}

/** Where plans are carried out: what is slower gets fewer of them. */
const PLACES: readonly {
  readonly kind: HouseKind;
  readonly seeds: number;
  readonly waysOf: (seed: number) => readonly Way[];
  readonly busySeeds: readonly number[];
  readonly busyWays: readonly Way[];
}[] = [
  {
    kind: HOUSE.memory,
    seeds: 10,
    waysOf: (seed) => [{ cacheRowsMax: 0 }, { cacheRowsMax: seed % 7 }],
    busySeeds: [1, 2],
    busyWays: [{ cacheRowsMax: 0 }],
  },
  {
    kind: HOUSE.sqlite,
    seeds: 10,
    waysOf: () => [COMPARED, { cacheRowsMax: 0 }],
    busySeeds: [1, 2],
    busyWays: [COMPARED, { cacheRowsMax: 150 }],
  },
  {
    kind: HOUSE.postgres,
    seeds: 3,
    // With two nodes that take turns, nearly each step finds a cache that another has made stale.
    waysOf: (seed) => [{ cacheRowsMax: seed % 7 }, { ...COMPARED, nodes: 2 }],
    busySeeds: [1],
    busyWays: [{ cacheRowsMax: 150, nodes: 2 }],
  },
];

describe.each(PLACES)(
  'random commands on a house, $kind.name, are answered as by the plain kernel, and leave the same behind',
  ({ kind, seeds, waysOf, busySeeds, busyWays }) => {
    test.each(SEEDS.slice(0, seeds))('seed %i', async (seed) => {
      const plan = planOf(seed, COMMANDS_PER_BOOK);
      const ends = await comparedEnds(`seed ${seed}`, plan);
      expect(ends.length).toBe(3);
      // What is cached, where it is kept, and which node is asked, changes no byte of what is recorded.
      for (const way of waysOf(seed)) expect(await runPlan(plan, kind, way)).toEqual(ends);
    });

    test.each(busySeeds)('a busy house, whose histories outgrow memory, seed %i', async (seed) => {
      const plan = loadPlanOf(seed, 60);
      const ends = await comparedEnds(`busy ${seed}`, plan);
      expect(ends.reduce((sum, { seq }) => sum + seq, 0)).toBeGreaterThan(500);
      for (const way of busyWays) expect(await runPlan(plan, kind, way)).toEqual(ends);
    });
  },
);
