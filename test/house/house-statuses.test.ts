import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const ASKED = [{}, { ended: true }, { ended: false }] as const;

/** The statuses of everything, and the ids that each filter gives. */
async function listed(book: OpenBook) {
  const holds = (await book.holds()).items.map(({ hold, status }) => `${hold} ${status}`);
  const offers = (await book.offers()).items.map(
    ({ offer, status, endedAt }) => `${offer} ${status} ${endedAt}`,
  );
  const ids = {
    active: (await book.holds({ active: true })).items.map(({ hold }) => hold),
    inactive: (await book.holds({ active: false })).items.map(({ hold }) => hold),
    pending: (await book.offers({ pending: true })).items.map(({ offer }) => offer),
    notPending: (await book.offers({ pending: false })).items.map(({ offer }) => offer),
    alive: (await book.accounts({ alive: true })).items.map(({ account }) => account),
    holdsEnded: [] as string[][],
    offersEnded: [] as string[][],
    accountsEnded: [] as string[][],
  };
  for (const asked of ASKED) {
    ids.holdsEnded.push((await book.holds(asked)).items.map(({ hold }) => hold));
    ids.offersEnded.push((await book.offers(asked)).items.map(({ offer }) => offer));
    ids.accountsEnded.push((await book.accounts(asked)).items.map(({ account }) => account));
  }
  return { holds, offers, ...ids };
}

describe.each(HOUSES)('statuses are as of now, $name', (kind) => {
  test('what is dated ahead is neither open nor ended until then', async () => {
    await inPlace(kind, async ({ url }) => {
      let now = 100;
      const house = await open(url, { announceExpiries: false, clock: () => now });
      const book = house.book('shop');
      await book.openAccount({ account: 'a', asset: 'GBP/2' });
      await book.openAccount({ account: 'b', asset: 'GBP/2', effectiveAt: 200 });
      await book.transfer({ from: 'world', to: 'a', amount: 90n });
      await book.hold({ hold: 'h', account: 'a', amount: 5n, expiresAt: 300, effectiveAt: 200 });
      await book.offer({ offer: 'o', from: 'a', to: 'b', amount: 5n, expiresAt: 300, effectiveAt: 200 });
      // An ending that is dated ahead is none yet either.
      await book.decline({ offer: 'o', account: 'b', effectiveAt: 250 });
      await book.closeAccount({ account: 'b', effectiveAt: 400 });
      const nothingYet = { active: [], pending: [], alive: ['a'], inactive: ['h'], notPending: ['o'] };
      for (const moment of [100, 199]) {
        now = moment;
        expect(await listed(book)).toEqual({
          ...nothingYet,
          holds: ['h scheduled'],
          offers: ['o scheduled null'],
          holdsEnded: [['h'], [], ['h']],
          offersEnded: [['o'], [], ['o']],
          accountsEnded: [['a', 'b'], [], ['a', 'b']],
        });
      }
      now = 200;
      expect(await listed(book)).toEqual({
        active: ['h'],
        pending: ['o'],
        alive: ['a', 'b'],
        inactive: [],
        notPending: [],
        holds: ['h active'],
        offers: ['o pending null'],
        holdsEnded: [['h'], [], ['h']],
        offersEnded: [['o'], [], ['o']],
        accountsEnded: [['a', 'b'], [], ['a', 'b']],
      });
      now = 400;
      expect(await listed(book)).toEqual({
        ...nothingYet,
        holds: ['h expired'],
        offers: ['o declined 250'],
        holdsEnded: [['h'], ['h'], []],
        offersEnded: [['o'], ['o'], []],
        accountsEnded: [['a', 'b'], ['b'], ['a']],
      });
      await house.close();
    });
  });
});
