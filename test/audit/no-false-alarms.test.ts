import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { House } from '../support/house/house-door.ts';
import { inputOf } from '../support/house/house-input.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';
import { bookMoves } from '../support/kernel/book-mover.ts';
import { commandsOf } from '../support/kernel/book-run.ts';
import { stepPaces } from '../support/kernel/book-steps.ts';
import { longHistory } from '../support/random/house-history.ts';
import { fillHouse, orMalformed } from './random-house.ts';

/** Every audit is content, and verify needed to read each journal once only. */
async function expectSound(house: House, books: number): Promise<void> {
  const begun: string[] = [];
  const onProgress = ({ step, done }: { step: string; done: number }): void => {
    if (done === 0) begun.push(step);
  };
  const reports = [
    await house.verify({ onProgress }),
    await house.verify({ decideAgain: true }),
    await house.reconcile(),
  ];
  for (const report of reports) {
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ ok: true, problemCount: 0 });
    expect(report.books).toHaveLength(books);
    expect(report.checked.entries).toBeGreaterThan(0);
  }
  expect(begun.filter((step) => step.endsWith(': journal'))).toHaveLength(books);
}

describe('what random commands leave behind is sound', () => {
  test.each(Array.from({ length: 12 }, (_, i) => i + 1))('everything at once, seed %i', async (seed) => {
    const cacheRowsMax = seed % 3 === 0 ? 0 : 100_000;
    const filled = await fillHouse(seed, 120, {
      open: (options) => open('memory:', { ...options, cacheRowsMax }),
      isKept: false,
    });
    await expectSound(filled, 3);
    await filled.close();
  });

  test.each(DURABLE_HOUSES)('opened anew now and then, $name', async (kind) => {
    await inPlace(kind, async ({ url }) => {
      const filled = await fillHouse(99, 60, { open: (options) => open(url, options), isKept: true });
      await expectSound(filled, 3);
      await filled.close();
    });
  });

  test.each([1, 2, 3])('holds, offers and merges at every pace, seed %i', async (seed) => {
    const house = await open('memory:', {
      announceExpiries: false,
      clock: () => 10,
      cacheRowsMax: seed % 2 === 0 ? 0 : 100_000,
    });
    for (const [i, pace] of stepPaces.entries()) {
      const moves = fc.sample(bookMoves(150), { numRuns: 1, seed: seed * 31 + i }).flat();
      const inputs = commandsOf(pace, moves).map((command) => inputOf(command));
      const book = house.book(pace.name);
      for (let at = 0; at < inputs.length; at += 17) {
        await orMalformed(book.submit(inputs.slice(at, at + 17) as Parameters<typeof book.submit>[0]));
        await book.announceExpiries(at % 20);
      }
    }
    await expectSound(house, stepPaces.length);
    await house.close();
  });

  test.each(HOUSES)(
    'a long history with checkpoints, late arrivals and what is dated ahead, $name',
    async (kind) => {
      await inPlace(kind, async ({ url }) => {
        const house = await open(url, { announceExpiries: false });
        const inputs = [...longHistory(5, 4_000)] as Parameters<ReturnType<House['book']>['submit']>[0];
        for (let at = 0; at < inputs.length; at += 50)
          await house.book('long').submit(inputs.slice(at, at + 50));
        await expectSound(house, 1);
        const { checked } = await house.reconcile();
        expect(checked.checkpoints).toBeGreaterThan(3);
        await house.close();
      });
    },
  );

  test.each(HOUSES)('a house of which nothing was asked has nothing to be checked, $name', async (kind) => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      expect(await house.verify()).toEqual({
        ok: true,
        books: [],
        checked: {},
        problems: [],
        problemCount: 0,
      });
      expect(await house.reconcile()).toEqual({
        ok: true,
        books: [],
        checked: {},
        problems: [],
        problemCount: 0,
      });
      await house.close();
    });
  });
});
