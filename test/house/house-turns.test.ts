import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { openFiles } from '../support/random/house-soak-run.ts';
import { runTurns, TURN_KINDS } from '../support/random/house-turns-run.ts';

// One look at the heap shows nothing: that is for the soak, and `npm run fuzz -- --only house-turns --seed 1`, which takes ten
// thousand of each. Here it is listeners, files, and that each kind can be done at all.
test('a house keeps nothing of what is done with it again and again', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const before = openFiles();
    const house = await open(url, { cacheRowsMax: 2_000 });
    try {
      for (const name of Object.keys(TURN_KINDS))
        await runTurns(house, { name, turns: 20, looks: 1, keepsRows: false });
    } finally {
      await house.close();
    }
    expect(openFiles()).toBe(before);
  });
});
