import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { checkFollowed } from '../support/follow/check-followed.ts';
import { WrittenChanges } from '../support/follow/written-changes.ts';

const EVERY_WAY = [0, 1, 2, 3];
const DAY = 86_400_000;

test('what is tried again, taken back and carried out again is followed alike, in one flush with what came before or not', async () => {
  const written = new WrittenChanges();
  let now = 1_000;
  const options = { clock: () => now, announceExpiries: false };
  const house = await openHouse(written.watch(await openMemoryStore()), options);
  try {
    const book = house.book('a');
    for (const account of ['x', 'y']) await book.openAccount({ account, asset: 'GBP/2' });
    const transfer = { kind: 'transfer', id: 't', from: 'x', to: 'y', amount: 5n } as const;
    const [refused] = await book.submit([transfer]);
    expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds' });
    await book.transfer({ from: 'world', to: 'x', amount: 50n });
    const [accepted] = await book.submit([transfer], { retryRefused: true });
    expect(accepted).toMatchObject({ ok: true });
    expect(await book.reverse({ transaction: 't' })).toMatchObject({ ok: true });
    // Two wait, of which one is carried out, and the other ends without.
    const command = { kind: 'transfer', from: 'x', to: 'y', amount: 1n } as const;
    for (const [schedule, executeAt] of [
      ['first', now + 10],
      ['second', now + 3 * DAY],
    ] as const) {
      expect(await book.schedule({ schedule, command, executeAt })).toMatchObject({ ok: true });
    }
    for (let day = 0; day < 2; day += 1) {
      now += DAY;
      await book.transfer({ from: 'world', to: 'y', amount: 1n });
    }
    await book.cancelSchedule({ schedule: 'second', account: 'x' });
  } finally {
    await house.close();
  }
  for (const way of EVERY_WAY) expect(await checkFollowed(written, way)).toBeGreaterThan(20);
});
