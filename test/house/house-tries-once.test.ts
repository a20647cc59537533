import { expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../src/base/limits.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { Faults, faultyStore } from '../support/crash/house-faulty-store.ts';
import { apiCalls, apiSubjects, callApi } from '../support/house/api-calls.ts';

/** Longer than all waits between the attempts together. */
const TIMEOUT_MS = 60_000;

const ALWAYS = { from: 1, count: Number.POSITIVE_INFINITY, takesEffect: false, passes: true };

/** All but followers, who wait until an outage is over, counters, whose store does not fail here, and what ends the house. */
const calls = apiCalls().filter(
  ({ subject, method }) =>
    subject !== 'counters' && subject !== 'feed' && !['follow', 'close'].includes(method),
);

test.each([true, false])(
  'while a store fails, every call tries as often as may be, and not the product of several levels; exclusive: %s',
  async (isExclusive) => {
    const tried = await Promise.all(
      calls.map(async (call) => {
        const faults = new Faults();
        const store = faultyStore(await openMemoryStore(), faults, isExclusive);
        const house = await openHouse(store, { announceExpiries: false, clock: () => 20 });
        const subjects = await apiSubjects(house);
        faults.arm(ALWAYS);
        await Promise.resolve(callApi(subjects, call)).catch(() => undefined);
        const { steps } = faults;
        faults.arm(undefined);
        await house.close();
        const most = Math.max(
          0,
          ...[...Map.groupBy(steps, (step) => step).values()].map(({ length }) => length),
        );
        return { call: `${call.subject}.${call.method}`, most, steps: steps.length };
      }),
    );
    expect(tried.filter(({ most }) => most > ATTEMPTS_MAX)).toEqual([]);
    expect(tried.filter(({ steps }) => steps > 2 * ATTEMPTS_MAX)).toEqual([]);
    // It is no test where hardly anything is tried.
    expect(tried.filter(({ most }) => most === ATTEMPTS_MAX).length).toBeGreaterThan(20);
  },
  TIMEOUT_MS,
);
