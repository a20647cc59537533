import { expect } from 'vitest';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { House, OpenBook } from './house-door.ts';
import { type HouseKind, inPlace } from './house-places.ts';

export type Commands = Parameters<OpenBook['submit']>[0];

const PREPARED = [
  ...['ann', 'bob', 'till'].map((account) => ({ kind: 'open_account', account, asset: 'GBP/2' }) as const),
  { kind: 'transfer', id: 'fund', from: 'world', to: 'ann', amount: 100n },
  { kind: 'hold', hold: 'h', account: 'ann', amount: 10n, expiresAt: 5_000 },
  { kind: 'hold', hold: 'over', account: 'ann', amount: 10n, expiresAt: 700 },
  { kind: 'offer', offer: 'o', from: 'ann', to: 'bob', amount: 10n, expiresAt: 5_000 },
  { kind: 'pay', payment: 'p', account: 'ann', amount: 10n },
  { kind: 'grant', credit: 'c', account: 'ann', amount: 10n, expiry: null },
].map((input) => ({ ...input, effectiveAt: 100 })) as Commands;

export const LOCK = 1_000;
/** The moment that the houses are told. */
export const clock = { now: 2_000 };

export async function inShop(
  kind: HouseKind,
  work: (house: House, book: OpenBook, openAgain: () => Promise<House>) => Promise<void>,
): Promise<void> {
  clock.now = 2_000;
  await inPlace(kind, async ({ openStore }) => {
    const open = async (): Promise<House> =>
      openHouse(await openStore(), { clock: () => clock.now, announceExpiries: false });
    const house = await open();
    expect((await house.book('shop').submit(PREPARED)).filter(({ ok }) => !ok)).toEqual([]);
    await work(house, house.book('shop'), open);
    await house.close();
  });
}
