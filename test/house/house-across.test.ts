import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acrossMoves } from '../support/across/across-moves.ts';
import { AcrossRun, noCounts } from '../support/across/across-run.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

const UNBOUNDED = 1_000_000_000;

const WAYS = [
  { kind: HOUSE.memory, cacheRowsMax: UNBOUNDED, nodes: 1, runs: 25 },
  { kind: HOUSE.memory, cacheRowsMax: 0, nodes: 1, runs: 25 },
  { kind: HOUSE.sqlite, cacheRowsMax: UNBOUNDED, nodes: 1, runs: 4 },
  { kind: HOUSE.sqlite, cacheRowsMax: 0, nodes: 1, runs: 4 },
  // Two nodes take turns, so that nearly each move finds a cache that another made stale.
  { kind: HOUSE.postgres, cacheRowsMax: UNBOUNDED, nodes: 2, runs: 2 },
  { kind: HOUSE.postgres, cacheRowsMax: 0, nodes: 1, runs: 1 },
] as const;

describe('groups on several books are answered as by plain books with a layer on each', () => {
  test.each(WAYS)('$kind.name, $nodes open, at most $cacheRowsMax rows cached', async (way) => {
    const { kind, cacheRowsMax, nodes, runs } = way;
    const counts = noCounts();
    await fc.assert(
      fc.asyncProperty(acrossMoves(90), (moves) =>
        inPlace(kind, ({ openStore }) =>
          new AcrossRun({ openStore, isKept: kind.isDurable, cacheRowsMax, nodes }, counts).run(moves),
        ),
      ),
      { numRuns: runs, seed: 20_261_121 + nodes, endOnFailure: true },
    );
    // There was something of each kind to see; of what is rarer, where there are many runs.
    const { forced, distributed, frozen, begunEarlier, expecting, ...usual } = counts;
    const rarer = runs < 20 ? {} : { forced, distributed, frozen, begunEarlier, expecting };
    for (const [what, count] of Object.entries({ ...usual, ...rarer }))
      expect(count, what).toBeGreaterThan(runs);
  });
});
