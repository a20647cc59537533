import { expect } from 'vitest';
import type { House } from './house-door.ts';

/**
 * A house in which everything is as it must be: its journal is decided again and comes to the same, what is stored is what follows from
 * it, and sums that are reckoned in another way are the same.
 *
 * Of a house that is damaged on purpose, look at the problems themselves: what is expected there is some of them.
 */
export async function expectSound(house: Pick<House, 'verify' | 'reconcile'>): Promise<void> {
  expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  expect(await house.reconcile()).toMatchObject({ ok: true, problems: [] });
}
