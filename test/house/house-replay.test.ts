import { describe, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSE, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { planOf } from '../support/random/house-plan.ts';
import { checkReplay } from '../support/random/house-plan-replay.ts';
import { PlanRun } from '../support/random/house-plan-run.ts';

const SEEDS = Array.from({ length: 20 }, (_, i) => 1_000 + i);

/** From where to where a journal is carried: what is slower gets fewer. */
const WAYS: readonly (readonly [from: HouseKind['name'], to: HouseKind['name'], seeds: number])[] = [
  ['memory', 'memory', 20],
  ['sqlite', 'postgres', 1],
  ['postgres', 'memory', 2],
];

describe.each(WAYS)(
  'the journal of a house, %s, given to a fresh one, %s, has the same answers and balances',
  (from, to, count) => {
    test.each(SEEDS.slice(0, count))('seed %i', async (seed) => {
      await inPlace(HOUSE[from], ({ openStore }) =>
        inPlace(HOUSE[to], async ({ url }) => {
          const run = await PlanRun.begin({ openStore, isKept: HOUSE[from].isDurable, cacheRowsMax: 100 });
          await run.take(planOf(seed, 50));
          const clock = { now: run.now };
          const fresh = await open(url, { clock: () => clock.now, announceExpiries: false });
          await checkReplay(run.house, fresh, clock);
          await fresh.close();
          await run.close();
        }),
      );
    });
  },
);
