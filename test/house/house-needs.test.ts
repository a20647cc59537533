import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { needsRun } from '../support/random/needs-run.ts';

const SEEDS = Array.from({ length: 6 }, (_, i) => i + 1);

test.each(SEEDS)(
  'what a rule looks at had been fetched, whatever is in memory before, seed %i',
  async (seed) => {
    const ends = [];
    // With no row kept, all that is looked at has to be named each time anew.
    for (const cacheRowsMax of [0, 1_000_000_000]) {
      ends.push(await needsRun(seed, 250, { store: await openMemoryStore(), cacheRowsMax }));
    }
    const [cold, warm] = ends;
    expect(cold?.commands).toBeGreaterThanOrEqual(250);
    expect(cold).toEqual(warm);
  },
);
