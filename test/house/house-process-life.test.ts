import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { NodeProcess } from '../support/nodes/node-process.ts';

/** Longer than any timer of a house that is not meant to keep the process alive. */
const WHILE_MS = 1_500;

describe.each(HOUSES)('a process with a house, $name,', (kind) => {
  test.each(['follow', 'feed'])('whose only work is to %s goes on', async (what) => {
    await inPlace(kind, async ({ url }) => {
      const child = await NodeProcess.start('house/house-follow-child.ts', [url, what]);
      await sleep(WHILE_MS);
      // It complains of a process that has ended by itself.
      await child.kill();
    });
  });

  test('that has nothing to do ends, though expiries are announced', async () => {
    await inPlace(kind, async ({ url }) => {
      const child = await NodeProcess.start('house/house-follow-child.ts', [url, 'nothing']);
      await expect(child.hasFinished()).resolves.toBeUndefined();
    });
  });
});
