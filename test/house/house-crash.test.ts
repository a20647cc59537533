import { describe, expect, test } from 'vitest';
import { type CrashCounts, runCrashes } from '../support/crash/house-crash-run.ts';
import { LOAD_FEATURES } from '../support/crash/load-features.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

/** How often: a house on a server takes longer to come back to. What is in memory dies with its process. */
const PLACES = [
  { kind: HOUSE.sqlite, houses: 5, kills: 10, commandsPerKill: 20 },
  { kind: HOUSE.postgres, houses: 3, kills: 7, commandsPerKill: 10 },
] as const;

/** On both together: how far a load comes before it is killed is up to the machine. */
const features = new Set<string>();

describe.each(PLACES)(
  'a house, $kind.name, whose process is killed at random moments',
  ({ kind, houses, kills, commandsPerKill }) => {
    const total: CrashCounts = { kills: 0, commands: 0, open: 0, kept: 0, features };

    test.each(Array.from({ length: houses }, (_, i) => i + 1))(
      `has every acknowledged command once, and the others whole or not at all: house %i, ${kills} kills`,
      async (seed) => {
        await inFolder((folder) =>
          inPlace(kind, async ({ url }) => {
            const counts = await runCrashes({ url, folder }, seed, kills);
            for (const name of ['kills', 'commands', 'open', 'kept'] as const) total[name] += counts[name];
            for (const each of counts.features) features.add(each);
          }),
        );
      },
    );

    test('there was something to lose: commands under way were killed, before and after they were written', () => {
      expect(total.kills).toBe(houses * kills);
      expect(total.commands).toBeGreaterThan(total.kills * commandsPerKill);
      expect(total.open).toBeGreaterThan(total.kills);
      expect(total.kept).toBeGreaterThan(0);
      expect(total.kept).toBeLessThan(total.open);
    });
  },
);

test('what is asked for by chance was accepted somewhere', () => {
  expect([...features].sort()).toEqual(LOAD_FEATURES);
});
