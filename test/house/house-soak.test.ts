import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';
import { openFiles, runSoak } from '../support/random/house-soak-run.ts';

test('a house that is used for long holds no more than one that was used a little', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const before = openFiles();
    const house = await open(url, { cacheRowsMax: 2_000 });
    expect(await runSoak(house, new SeededChoices(5), { forMs: 0, turnsALook: 20 })).toBeGreaterThan(100);
    await house.close();
    expect(openFiles()).toBe(before);
  });
});
