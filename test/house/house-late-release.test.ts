import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const NOW = 2_000_000;

test.each(HOUSES)('a hold placed for an account that is not in memory is released late, $name', (kind) =>
  inPlace(kind, async ({ openStore }) => {
    const options = { announceExpiries: false, clock: () => NOW, cacheRowsMax: 20 };
    const house = await openHouse(await openStore(), options);
    const book = house.book('shop');
    const accounts = Array.from({ length: 30 }, (_, i) => `account-${i}`);
    for (const account of accounts) await book.openAccount({ account, asset: 'EUR/2', effectiveAt: 1_000 });
    await book.transfer({ from: 'world', to: 'account-29', amount: 10n, effectiveAt: 1_000 });
    await book.hold({
      hold: 'h',
      account: 'account-29',
      to: 'account-0',
      amount: 5n,
      expiresAt: null,
      effectiveAt: 1_100,
    });
    await book.transfer({ from: 'account-29', to: 'world', amount: 1n, effectiveAt: 1_300 });
    expect(await book.release({ hold: 'h', effectiveAt: 1_200 })).toMatchObject({ ok: true });
    expect(await book.balance('account-29')).toMatchObject({ posted: 9n, available: 9n });
    await checkSound(house);
    await house.close();
  }),
);
