import { expect, test } from 'vitest';
import { LOAD_FEATURES } from '../support/crash/load-features.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { setOnFire } from '../support/nodes/node-fire.ts';
import { checkFire } from '../support/nodes/node-fire-checks.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';

/** For longer runs: `TALLYSTICK_FIRE_SECONDS=600`, and another seed than 1 by `TALLYSTICK_FIRE_SEED`. */
const SECONDS = Number(process.env.TALLYSTICK_FIRE_SECONDS ?? 25);
const SEED = Number(process.env.TALLYSTICK_FIRE_SEED ?? 1);
const NODES = 4;
const CLIENTS = 16;

test(`${NODES} nodes with ${CLIENTS} clients each, killed and replaced for ${SECONDS} s: what they were told is one serial history`, {
  timeout: 600_000 + SECONDS * 10_000,
}, async () => {
  const schema = await makeSchema('writers=4&readers=4');
  try {
    await inFolder(async (folder) => {
      const { url } = schema;
      const milliseconds = SECONDS * 1_000;
      const fire = await setOnFire({ url, folder, seed: SEED, nodes: NODES, clients: CLIENTS, milliseconds });
      const counts = await checkFire(url, fire);
      // There was something to lose, to repeat and to mix up.
      expect(fire.kills).toBeGreaterThan(3);
      expect(counts.answered).toBeGreaterThan(200);
      expect(counts.open).toBeGreaterThan(0);
      expect(counts.kept).toBeLessThan(counts.open);
      expect(counts.repeated).toBeGreaterThan(10);
      expect(counts.conflicts).toBeGreaterThan(0);
      expect(counts.across).toBeGreaterThan(5);
      expect(counts.balances).toBeGreaterThan(20);
      expect(counts.kinds.length).toBeGreaterThan(10);
      expect(counts.features).toEqual(LOAD_FEATURES);
      if (process.env.TALLYSTICK_FIRE_SECONDS !== undefined) console.log({ kills: fire.kills, ...counts });
    });
  } finally {
    await schema.drop();
  }
});
