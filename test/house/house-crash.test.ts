import { describe, expect, test } from 'vitest';
import { type CrashCounts, runCrashes } from '../support/house-crash-run.ts';
import { inFolder } from '../support/house-folder.ts';

const HOUSES = 10;
const KILLS_PER_HOUSE = 10;

describe('a house whose process is killed at random moments', () => {
  const total: CrashCounts = { kills: 0, commands: 0, open: 0, kept: 0 };

  test.each(Array.from({ length: HOUSES }, (_, i) => i + 1))(
    `has every acknowledged command once, and the others whole or not at all: house %i, ${KILLS_PER_HOUSE} kills`,
    async (seed) => {
      await inFolder(async (folder) => {
        const counts = await runCrashes(folder, seed, KILLS_PER_HOUSE);
        for (const name of ['kills', 'commands', 'open', 'kept'] as const) total[name] += counts[name];
      });
    },
  );

  test('there was something to lose: commands under way were killed, before and after they were written', () => {
    expect(total.kills).toBe(HOUSES * KILLS_PER_HOUSE);
    expect(total.commands).toBeGreaterThan(total.kills * 20);
    expect(total.open).toBeGreaterThan(total.kills);
    expect(total.kept).toBeGreaterThan(0);
    expect(total.kept).toBeLessThan(total.open);
  });
});
