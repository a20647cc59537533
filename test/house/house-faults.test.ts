import { describe, expect, test } from 'vitest';
import type { FaultPlan } from '../support/crash/fault-plan.ts';
import { type FaultyHouse, faultyAtPort } from '../support/crash/faulty-house.ts';
import { faultyOnWire } from '../support/crash/faulty-wire.ts';
import { FaultRun } from '../support/crash/house-fault-run.ts';
import { oneOf, type Swept, sweepFaults, type Way, type WaysAt } from '../support/crash/sweep-faults.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

type Opening = (work: (place: FaultyHouse) => Promise<void>) => Promise<void>;

/** Whether what fails is the port of a store in this process, or the network to a server. */
function atPort(cacheRowsMax: number, isExclusive?: boolean): Opening {
  return (work) =>
    inPlace(HOUSE.memory, async ({ openStore }) => {
      await work(await faultyAtPort(await openStore(), { cacheRowsMax }, isExclusive));
    });
}

function onWire(cacheRowsMax: number): Opening {
  return (work) =>
    inPlace(HOUSE.postgres, async ({ url }) => work(await faultyOnWire(url, { cacheRowsMax })));
}

const LARGE = 1_000_000;

/** How a step fails: once or several times, before or after it took effect. */
const WAYS: readonly Way[] = [
  { count: 1, takesEffect: false, passes: false },
  { count: 1, takesEffect: true, passes: false },
  { count: 2, takesEffect: true, passes: false },
  { count: 3, takesEffect: false, passes: false },
  { count: 9, takesEffect: true, passes: false },
];

/** How what passes by itself fails, fewer times than it is tried again. */
const PASSING_WAYS: readonly Way[] = [
  { count: 1, takesEffect: false, passes: true },
  { count: 2, takesEffect: true, passes: true },
  { count: 1, takesEffect: true, passes: true },
  { count: 3, takesEffect: false, passes: true },
];

/** Each way at a commit; two of them at any other step. */
const ALL_AT_COMMITS: WaysAt = (step, name) =>
  name === 'transaction commit' ? WAYS : [...oneOf(WAYS)(step, name), ...oneOf(WAYS)(step + 2, name)];

/** At how many moments balances are asked for on a server, where each question is several round trips. */
const MOMENTS_ON_A_SERVER = 12;

interface Ran {
  readonly steps: readonly string[];
  readonly told: number;
  readonly codes: readonly string[];
}

async function runOn({ opening, isServer }: Case, plan: FaultPlan | undefined): Promise<Ran> {
  let ran: Ran | undefined;
  await opening(async (place) => {
    try {
      const run = new FaultRun(place);
      await run.run(plan);
      const { steps } = place;
      await run.check(isServer ? MOMENTS_ON_A_SERVER : undefined);
      ran = { steps, told: run.codes.length, codes: run.codes };
    } finally {
      await place.close();
    }
  });
  if (ran === undefined) throw new Error('it did not run');
  return ran;
}

const sweep = (place: Case): Promise<Swept> => sweepFaults((plan) => runOn(place, plan), place.waysAt);

interface Case {
  readonly name: string;
  readonly opening: Opening;
  readonly waysAt: WaysAt;
  readonly isServer?: boolean;
}

describe('whatever fails at each step in turn', () => {
  test.each<Case>([
    { name: 'the port of a store', opening: atPort(LARGE), waysAt: ALL_AT_COMMITS },
    { name: 'the port of a store, nothing in memory', opening: atPort(0), waysAt: oneOf(WAYS) },
    { name: 'statements on a server', opening: onWire(LARGE), waysAt: oneOf(WAYS, 37), isServer: true },
    {
      name: 'statements on a server, nothing in memory',
      opening: onWire(0),
      waysAt: oneOf(WAYS, 53),
      isServer: true,
    },
  ])('$name', async (place) => {
    const { runs, told } = await sweep(place);
    expect(runs).toBeGreaterThan(5);
    // Most faults are told to somebody; some are made good without a word, and on a server most.
    if (place.isServer !== true) expect(told).toBeGreaterThan(runs / 4);
  });
});

describe('what fails and passes by itself: nobody hears of it', () => {
  test.each<Case>([
    { name: 'the port of a store', opening: atPort(LARGE, false), waysAt: oneOf(PASSING_WAYS) },
    {
      name: 'the port of a store, nothing in memory',
      opening: atPort(0, false),
      waysAt: oneOf(PASSING_WAYS, 3),
    },
    { name: 'connections', opening: onWire(LARGE), waysAt: oneOf(PASSING_WAYS, 41), isServer: true },
    {
      name: 'connections, nothing in memory',
      opening: onWire(0),
      waysAt: oneOf(PASSING_WAYS, 53),
      isServer: true,
    },
  ])('$name', async (place) => {
    const { runs, told } = await sweep(place);
    expect(runs).toBeGreaterThan(5);
    expect(told).toBe(0);
  });
});
