import { afterEach, describe, expect, test, vi } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { Timeline } from '../../src/kernel/time/timeline.ts';
import { NO_USAGE } from '../../src/kernel/time/usage.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Fills a house while the rules have a fault: a limit of that kind is never found to be passed. */
async function fillWith(house: House, faulty: 'staysBelow' | 'staysAbove'): Promise<void> {
  const rule = vi.spyOn(Timeline.prototype, faulty).mockReturnValue(true);
  const book = house.book('shop');
  await book.openAccount({ account: 'w', asset: 'GBP/2', ceiling: 100n });
  await book.openAccount({ account: 'free', asset: 'GBP/2', floor: null, effectiveAt: 1 });
  const answers = await book.submit([
    { kind: 'transfer', id: 'in', from: 'world', to: 'w', amount: faulty === 'staysBelow' ? 130n : 80n },
    { kind: 'transfer', id: 'out', from: 'w', to: 'free', amount: faulty === 'staysAbove' ? 90n : 70n },
    { kind: 'transfer', id: 'back', from: 'free', to: 'w', amount: faulty === 'staysAbove' ? 20n : 30n },
  ]);
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
  rule.mockRestore();
}

describe.each(HOUSES)('what the rules should not have let pass is found, $name', (kind) => {
  test.each([
    ['staysBelow', /^posted, incoming and expected come to 130, over its ceiling of 100$/],
    ['staysAbove', /^available is -10, under its floor of 0$/],
  ] as const)('%s', async (faulty, said) => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      await fillWith(house, faulty);
      // Its end is within limits: only the place in between is not.
      expect(await house.book('shop').balance('w')).toMatchObject({
        available: faulty === 'staysAbove' ? 10n : 90n,
      });
      for (const report of [await house.verify(), await house.reconcile()]) {
        expect(report).toMatchObject({ ok: false, problemCount: 1 });
        expect(report.problems[0]?.where).toMatch(/^account 1\/w at /);
        expect(report.problems[0]?.what).toMatch(said);
      }
      const decided = await house.verify({ decideAgain: true });
      expect(decided.problems.map(({ where }) => where)).toContainEqual(
        expect.stringMatching(/^journal row /),
      );
      await house.close();
    });
  });

  test('a velocity limit by those who decide again, and by nobody else', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('shop');
      const limits = [{ name: 'daily', direction: 'in', amount: 100n, perMs: 9_000_000 }] as const;
      await book.openAccount({ account: 'w', asset: 'GBP/2', limits });
      const rule = vi.spyOn(Timeline.prototype, 'usageBetween').mockReturnValue(NO_USAGE);
      for (const id of ['one', 'two'])
        expect(await book.transfer({ id, from: 'world', to: 'w', amount: 60n })).toMatchObject({ ok: true });
      rule.mockRestore();
      for (const report of [await house.verify(), await house.reconcile()])
        expect(report).toMatchObject({ ok: true, problems: [] });
      const decided = await house.verify({ decideAgain: true });
      expect(decided.problems).toMatchObject([{ where: expect.stringMatching(/^journal row 3\b/) }]);
      await house.close();
    });
  });

  test('nor is an account told that was opened outside of its limits, or that a merge emptied', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('shop');
      await book.openAccount({ account: 'high', asset: 'GBP/2', floor: 50n });
      await book.openAccount({ account: 'low', asset: 'GBP/2', floor: -90n, ceiling: -50n });
      await book.openAccount({ account: 'free', asset: 'GBP/2', floor: null });
      await book.transfer({ from: 'world', to: 'high', amount: 20n });
      await book.transfer({ from: 'low', to: 'world', amount: 20n });
      await book.hold({ hold: 'h', account: 'free', amount: 30n, expiresAt: null });
      await book.merge({ into: 'low', from: 'free' });
      expect((await house.verify()).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
      await house.close();
    });
  });
});
