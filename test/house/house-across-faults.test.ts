import { describe, expect, test } from 'vitest';
import { AcrossFaultRun, type FaultAnswers } from '../support/across/across-fault-run.ts';
import { type FaultyHouse, faultyAtPort } from '../support/crash/faulty-house.ts';
import { faultyOnWire } from '../support/crash/faulty-wire.ts';
import { sweepFaults, type Way, type WaysAt } from '../support/crash/sweep-faults.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

/** How a step fails: once or several times, in a way that passes or not, before or after it took effect. */
const WAYS: readonly Way[] = [
  { count: 1, takesEffect: false, passes: false },
  { count: 1, takesEffect: true, passes: false },
  { count: 2, takesEffect: true, passes: true },
  { count: 3, takesEffect: false, passes: true },
  { count: 9, takesEffect: true, passes: false },
];

const ONE_WAY: WaysAt = (step) => WAYS.slice(step % WAYS.length, (step % WAYS.length) + 1);
const TWO_WAYS_TO_COMMIT: WaysAt = (step, name) =>
  name === 'transaction commit' ? [...ONE_WAY(step, name), ...ONE_WAY(step + 1, name)] : ONE_WAY(step, name);
/** What costs more, or reads more, fails at some of the steps; a server at some of the commits, and at few others. */
const AT_SOME: WaysAt = (step, name) => (step % 3 === 0 ? ONE_WAY(step / 3, name) : []);
const AT_FEW: WaysAt = (step, name) => {
  if (name === 'COMMIT') return step % 3 === 0 ? ONE_WAY(step / 3, name) : [];
  return step % 24 === 0 ? ONE_WAY(step / 24, name) : [];
};

type Opening = (cacheRowsMax: number, work: (place: FaultyHouse) => Promise<void>) => Promise<void>;

const AT_PORT: Opening = (cacheRowsMax, work) =>
  inPlace(HOUSE.memory, async ({ openStore }) =>
    work(await faultyAtPort(await openStore(), { cacheRowsMax })),
  );
const ON_WIRE: Opening = (cacheRowsMax, work) =>
  inPlace(HOUSE.postgres, async ({ url }) => work(await faultyOnWire(url, { cacheRowsMax })));

describe('groups on several books, while something fails at each step in turn', () => {
  test.each([
    { name: 'the port of a store', opening: AT_PORT, cacheRowsMax: 1_000_000, waysAt: TWO_WAYS_TO_COMMIT },
    {
      name: 'the port of a store, nothing in memory',
      opening: AT_PORT,
      cacheRowsMax: 0,
      waysAt: AT_SOME,
    },
    { name: 'the network to a server', opening: ON_WIRE, cacheRowsMax: 1_000_000, waysAt: AT_FEW },
  ])('$name', async ({ opening, cacheRowsMax, waysAt }) => {
    let expected: unknown;
    const { runs, told } = await sweepFaults(async (plan) => {
      let steps: readonly string[] = [];
      let failed = 0;
      await opening(cacheRowsMax, async (place) => {
        try {
          const run = new AcrossFaultRun(place);
          const ran = await run.run(plan);
          ({ steps } = ran);
          failed = run.failed;
          const outcomes = outcomesOf(ran.answers);
          expected ??= outcomes;
          expect(outcomes).toEqual(expected);
        } finally {
          await place.close();
        }
      });
      return { steps, told: failed };
    }, waysAt);
    expect(runs).toBeGreaterThan(5);
    // Faults that last are told to somebody, two ways of five, where a call was under way; those of commits on a server are
    // made good without a word.
    expect(told).toBeGreaterThan(opening === ON_WIRE ? 0 : runs / 8);
  });
});

/**
 * What does not depend on which of those that ask together comes first (a message tells what is available), or on whether
 * somebody had to ask again.
 */
function outcomesOf(answers: FaultAnswers): unknown {
  return new Map(
    [...answers].map(([key, answer]) => {
      const {
        seq: _,
        seqs: __,
        available: ___,
        message: ____,
        replayed: _____,
        ...outcome
      } = answer as Record<string, unknown>;
      return [key, outcome];
    }),
  );
}
