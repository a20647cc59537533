import { describe, expect, test } from 'vitest';
import type { CommandInput } from '../../src/commands/command-table.ts';
import { open } from '../../src/engine/open-house.ts';
import { allEvents } from '../support/house/house-door.ts';
import { HOUSE, type HousePlace, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { ACCOUNTS, ScheduleSteps } from '../support/random/schedule-steps.ts';
import { runSchedules, type SchedulesCount } from '../support/random/schedules-run.ts';

const DAY = 86_400_000;

describe('schedules come to what their plain reading says', () => {
  test.each([
    { kind: HOUSE.memory, seeds: 5, steps: 60, nodes: 1 },
    { kind: HOUSE.sqlite, seeds: 3, steps: 60, nodes: 1 },
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

/** What is due by the last of some moments, run up to each of them in turn: every row of the journal, and what everybody has. */
async function runsUpTo(place: HousePlace, seed: number, moments: readonly number[]): Promise<unknown> {
  let now = Date.UTC(2026, 0, 28, 9);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `made ${ids}`;
  };
  const house = await open(place.url, { clock: () => now, newId, announceExpiries: false });
  try {
    const book = house.book('shop');
    for (const account of ACCOUNTS) await book.openAccount({ account, asset: 'GBP/2' });
    for (const to of ACCOUNTS) await book.transfer({ from: 'world', to, amount: 25n });
    const steps = new ScheduleSteps(new SeededChoices(seed));
    for (let i = 0; i < 20; i += 1) {
      const [from, to] = [ACCOUNTS[i % 5], ACCOUNTS[(i + 2) % 5]] as const;
      await book.submit([steps.schedule(from ?? '', to ?? '', now) as CommandInput]); // One that was checked may be given.
    }
    const start = now;
    now += 80 * DAY;
    let count = 0;
    for (const moment of moments) count += await book.runDue(start + moment);
    const records = await allEvents(book, 0, 1_000);
    const balances = await Promise.all(ACCOUNTS.map((account) => book.balance(account)));
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    return { count, records, balances, schedules: (await book.schedules({ limit: 100 })).items };
  } finally {
    await house.close();
  }
}

test.each([
  { kind: HOUSE.memory, seeds: 5 },
  { kind: HOUSE.sqlite, seeds: 1 },
])('on $kind.name one run comes to what runs over its parts come to', async ({ kind, seeds }) => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const cut = new SeededChoices(seed).below(80) * DAY;
    const [whole, halves, parts] = await Promise.all(
      [[80 * DAY], [cut, 80 * DAY], [0, 3 * DAY, cut / 2, cut, 79.5 * DAY, 80 * DAY]].map(async (moments) => {
        let came: unknown;
        await inPlace(kind, async (place) => {
          came = await runsUpTo(
            place,
            seed,
            moments.toSorted((a, b) => a - b),
          );
        });
        return came as { readonly count: number };
      }),
    );
    expect(whole?.count).toBeGreaterThan(10);
    expect(halves).toEqual(whole);
    expect(parts).toEqual(whole);
  }
});
