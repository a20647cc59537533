import { describe, expect, test } from 'vitest';
import { checkSound } from '../support/house/house-checks.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { FindingRun } from '../support/random/finding-run.ts';

/** PostgreSQL is asked over a socket for each of them. */
const STEPS = { memory: 60, sqlite: 60, postgres: 20 };

describe.each(HOUSES)('on $name', (kind) => {
  test.each([1, 2])(
    'pages are what a filter over everything says, while others write: run %d',
    async (seed) => {
      await inPlace(kind, async (place) => {
        const run = await FindingRun.open(seed, await place.openStore());
        try {
          for (let step = 0; step < STEPS[kind.name]; step += 1) await run.step();
          expect((await checkSound(run.house)).ok).toBe(true);
        } finally {
          await run.house.close();
        }
      });
    },
  );
});
