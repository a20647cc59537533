import { describe, expect, test } from 'vitest';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { runSchedules, type SchedulesCount } from '../support/random/schedules-run.ts';

describe('schedules come to what their plain reading says', () => {
  test.each([
    { kind: HOUSE.memory, seeds: 6, steps: 70, nodes: 1 },
    { kind: HOUSE.sqlite, seeds: 3, steps: 70, nodes: 1 },
    { kind: HOUSE.postgres, seeds: 1, steps: 40, nodes: 2 },
  ])(
    'on $kind.name, with late commands, merges, $nodes nodes, caches and restarts',
    async ({ kind, seeds, steps, nodes }) => {
      const sum: SchedulesCount = { executed: 0, failed: 0, missed: 0, accepted: 0, refused: 0, late: 0 };
      for (let seed = 1; seed <= seeds; seed += 1) {
        await inPlace(kind, async (place) => {
          const count = await runSchedules({ place, steps, nodes, restarts: kind.isDurable }, seed);
          for (const name of Object.keys(sum) as (keyof SchedulesCount)[]) sum[name] += count[name];
        }).catch((error: unknown) => {
          throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
        });
      }
      // Enough of everything came about.
      for (const [name, count] of Object.entries(sum))
        expect(`${name} ${count > seeds}`).toBe(`${name} true`);
    },
  );
});
