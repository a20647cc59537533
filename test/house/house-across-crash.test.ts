import { describe, expect, test } from 'vitest';
import { runAcrossCrashes } from '../support/across/across-crash-run.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { DURABLE_HOUSES, inPlace } from '../support/house/house-places.ts';

const KILLS = { sqlite: 3, postgres: 2, memory: 0 };

describe('groups on several books, of processes that are killed', () => {
  test.each(DURABLE_HOUSES)('$name', async (kind) => {
    const counts = await inFolder((folder) =>
      inPlace(kind, ({ url }) => runAcrossCrashes({ url, folder }, 7, KILLS[kind.name])),
    );
    expect(counts.accepted).toBeGreaterThan(10);
  });
});
