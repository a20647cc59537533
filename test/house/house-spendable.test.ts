import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const GBP = 'GBP/2';
const ACCOUNTS = ['ann', 'bob', 'cat'];

describe.each(HOUSES)('what is spendable, on $name', (kind) => {
  test('is exactly what a spend there and by that clock could draw, from memory and from the store', async () => {
    await inPlace(kind, async ({ url }) => {
      const choices = new SeededChoices(7);
      const clockOf = () => ({ n: choices.below(4), m: choices.below(4) });
      const options = { announceExpiries: false, clock: () => 50 };
      // Where memory keeps nothing, the store is asked; on a server another process is asked as well.
      await using house = await open(url, kind.name === 'sqlite' ? { ...options, cacheRowsMax: 0 } : options);
      await using other =
        kind.name === 'postgres' ? await open(url, { ...options, cacheRowsMax: 0 }) : undefined;
      const book = house.book('shop');
      const books = other === undefined ? [book] : [book, other.book('shop')];
      for (const account of ACCOUNTS) await book.openAccount({ account, asset: GBP, effectiveAt: 0 });
      const order = 'priority-expiry/v1';
      let spends = 0;
      for (let i = 0; i < 60; i += 1) {
        const account = choices.pick(ACCOUNTS);
        const at = choices.below(100);
        const expiry = choices.chance(20) ? null : clockOf();
        if (i === 30) await book.merge({ from: 'cat', into: 'bob', effectiveAt: 40 });
        else if (choices.chance(60))
          await book.grant({
            credit: `c${i}`,
            account,
            amount: 1 + choices.below(9),
            expiry,
            order,
            priority: choices.below(3),
            ...(choices.chance(30) ? { startsAt: choices.below(100) } : {}),
            effectiveAt: at,
          });
        else if (choices.chance(80))
          await book.spend({
            id: `s${i}`,
            account,
            amount: 20,
            atMost: true,
            clock: clockOf(),
            effectiveAt: at,
          });
        else await book.reverse({ transaction: `s${i - choices.below(6)}`, effectiveAt: at });
        for (const each of books) {
          const asked = {
            account: choices.pick(ACCOUNTS),
            clock: clockOf(),
            effectiveAt: choices.below(100),
          };
          const when = { clock: asked.clock, at: asked.effectiveAt };
          const found = await each.spendable(asked.account, when);
          const less = await each.dryRun({ kind: 'spend', ...asked, amount: found?.amount || 1n });
          const more = await each.dryRun({ kind: 'spend', ...asked, amount: (found?.amount ?? 0n) + 1n });
          if (found === null) expect(less).toMatchObject({ reason: 'account_unknown' });
          else if (!more.ok && more.reason === 'account_merged_since') expect(found.amount).toBe(0n);
          else expect(more).toMatchObject({ reason: 'credits_insufficient', available: found.amount });
          if (!less.ok || found === null) continue;
          expect(found).toEqual({ account: asked.account, asset: GBP, amount: found.amount, order });
          spends += 1;
        }
      }
      expect(spends).toBeGreaterThan(20);
      // Nobody says what has happened: nothing has.
      expect(await book.spendable('bob')).toEqual(await book.spendable('bob', { clock: {}, at: 50 }));
      expect(await book.spendable('nobody')).toBeNull();
      const none = { account: 'world', asset: GBP, amount: 0n, order };
      expect(await book.spendable('world', { asset: GBP })).toEqual(none);
      await expect(book.spendable('world')).rejects.toMatchObject({ code: 'bad_option' });
      await expect(book.spendable('bob', { clock: { n: -1 } })).rejects.toMatchObject({ code: 'bad_clock' });
    });
  });
});
