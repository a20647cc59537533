import { describe, expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../src/base/limits.ts';
import { FaultRun } from '../support/crash/house-fault-run.ts';
import type { FaultPlan } from '../support/crash/house-faulty-store.ts';
import { HOUSE, type HouseKind, inPlace } from '../support/house/house-places.ts';

/** A store that is made to fail, and what is kept of it in memory. */
interface FaultyPlace {
  readonly kind: HouseKind;
  readonly cache: 'large' | 'no';
  /** True: it says that others may write to it, whether they may or not. */
  readonly isShared?: boolean;
}

type Way = Omit<FaultPlan, 'from'>;

/** How a step fails: once or several times, and for a commit before or after it took effect. */
const WAYS: readonly Way[] = [
  { count: 1, commitTakesEffect: false, passes: false },
  { count: 1, commitTakesEffect: true, passes: false },
  { count: 2, commitTakesEffect: true, passes: false },
  { count: 3, commitTakesEffect: false, passes: false },
  { count: 9, commitTakesEffect: true, passes: false },
];

/** How what passes by itself fails, fewer times than it is tried again. */
const PASSING_WAYS: readonly Way[] = [
  { count: 1, commitTakesEffect: false, passes: true },
  { count: 2, commitTakesEffect: true, passes: true },
  { count: 1, commitTakesEffect: true, passes: true },
  { count: 3, commitTakesEffect: false, passes: true },
];

async function runOn(place: FaultyPlace, plan: FaultPlan | undefined): Promise<FaultRun> {
  return inPlace(place.kind, async ({ openStore }) => {
    const cacheRowsMax = place.cache === 'large' ? 1_000_000 : 0;
    const store = await openStore();
    const isExclusive = place.isShared === true ? false : store.isExclusive;
    const run = await FaultRun.begin(store, { cacheRowsMax }, isExclusive);
    try {
      await run.run(plan);
      const ran = run.faults.steps;
      await run.check();
      run.faults.steps = ran;
      return run;
    } catch (error) {
      await store.close();
      throw new Error(`with ${JSON.stringify(plan)}, at ${run.faults.steps[(plan?.from ?? 0) - 1]}`, {
        cause: error,
      });
    }
  });
}

/** Runs so many at a time as wait more than they work. */
const TOGETHER = 6;

/** How often callers were told that something failed, and in how many runs. */
async function failAtEachStep(
  place: FaultyPlace,
  waysAt: (step: number) => readonly Way[],
): Promise<{ readonly runs: number; readonly told: number }> {
  const { faults } = await runOn(place, undefined);
  const steps = faults.steps.length;
  expect(new Set(faults.steps)).toContain('transaction commit');
  const plans = Array.from({ length: steps }, (_, i) => i + 1).flatMap((from) =>
    waysAt(from).map((way): FaultPlan => ({ from, ...way })),
  );
  const left = plans.values();
  let told = 0;
  const work = async (): Promise<void> => {
    for (const plan of left) {
      const { codes } = await runOn(place, plan);
      told += codes.length;
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, work));
  return { runs: plans.length, told };
}

/** One of the ways at each step, another at the next; or at every so many steps. */
function oneOf(ways: readonly Way[], every = 1): (step: number) => readonly Way[] {
  return (step) => {
    const way = ways[Math.floor(step / every) % ways.length];
    return step % every !== 0 || way === undefined ? [] : [way];
  };
}

describe('a store that fails at each step in turn', () => {
  test.each<FaultyPlace & { readonly name: string; readonly waysAt: (step: number) => readonly Way[] }>([
    { name: 'memory, large', kind: HOUSE.memory, cache: 'large', waysAt: () => WAYS },
    { name: 'memory, no', kind: HOUSE.memory, cache: 'no', waysAt: oneOf(WAYS) },
    { name: 'sqlite, large', kind: HOUSE.sqlite, cache: 'large', waysAt: oneOf(WAYS) },
    // Without a cache each run reads much.
    { name: 'sqlite, no', kind: HOUSE.sqlite, cache: 'no', waysAt: oneOf(WAYS, 4) },
    { name: 'postgres, large', kind: HOUSE.postgres, cache: 'large', waysAt: oneOf(WAYS, 17) },
    { name: 'postgres, no', kind: HOUSE.postgres, cache: 'no', waysAt: oneOf(WAYS, 41) },
  ])('$name cache', async ({ waysAt, ...place }) => {
    const { runs, told } = await failAtEachStep(place, waysAt);
    // Most faults are told to somebody; some are made good without a word.
    expect(told).toBeGreaterThan(runs / 4);
  });
});

describe('a store whose faults pass by themselves: nobody hears of them', () => {
  test.each<FaultyPlace & { readonly name: string; readonly waysAt: (step: number) => readonly Way[] }>([
    {
      name: 'memory, large',
      kind: HOUSE.memory,
      cache: 'large',
      isShared: true,
      waysAt: oneOf(PASSING_WAYS),
    },
    { name: 'memory, no', kind: HOUSE.memory, cache: 'no', isShared: true, waysAt: oneOf(PASSING_WAYS, 3) },
    { name: 'postgres, large', kind: HOUSE.postgres, cache: 'large', waysAt: oneOf(PASSING_WAYS, 19) },
    { name: 'postgres, no', kind: HOUSE.postgres, cache: 'no', waysAt: oneOf(PASSING_WAYS, 43) },
  ])('$name cache', async ({ waysAt, ...place }) => {
    const { runs, told } = await failAtEachStep(place, waysAt);
    expect(runs).toBeGreaterThan(5);
    expect(told).toBe(0);
  });
});

describe('a store that goes on failing', () => {
  test('is told in the end, once, in the words for what is known', async () => {
    const place: FaultyPlace = { kind: HOUSE.memory, cache: 'large', isShared: true };
    const { faults } = await runOn(place, undefined);
    const [begin, commit] = ['store begin', 'transaction commit'].map(
      (step) => faults.steps.indexOf(step) + 1,
    );
    // After a commit that failed comes a rollback, which fails too.
    const count = ATTEMPTS_MAX + 1;
    const codesOf = async (from = 0, commitTakesEffect = false): Promise<readonly string[]> =>
      (await runOn(place, { from, count, commitTakesEffect, passes: true })).codes;
    // The waits between the attempts are the longest there are, so they are waited for together.
    const codes = await Promise.all([codesOf(begin), codesOf(commit), codesOf(commit, true)]);
    expect(codes).toEqual([['store_failed'], ['outcome_unknown'], ['outcome_unknown']]);
  });
});
