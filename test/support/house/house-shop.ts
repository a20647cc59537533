import { expect } from 'vitest';
import { open } from '../../../src/engine/open-house.ts';
import type { House, OpenBook } from './house-door.ts';
import { type HouseKind, inPlace } from './house-places.ts';

export const GBP = 'GBP/2';
/** Gives alice what she needs, and is done as often as it is asked for. */
export const FUND = { from: 'world', to: 'alice', amount: 100n } as const;

/** Works on a book with an account of alice, whose clock goes on with each look at it; all audits find it sound afterwards. */
export async function withShop(
  kind: HouseKind,
  work: (house: House, book: OpenBook) => Promise<void>,
): Promise<void> {
  await inPlace(kind, async ({ url }) => {
    let now = 10;
    const house = await open(url, { clock: () => (now += 1), announceExpiries: false });
    try {
      await house.book('shop').openAccount({ account: 'alice', asset: GBP });
      await work(house, house.book('shop'));
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
      expect(await house.reconcile()).toMatchObject({ ok: true, problems: [] });
    } finally {
      await house.close();
    }
  });
}
