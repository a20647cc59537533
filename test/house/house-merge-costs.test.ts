import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { countCalls } from '../support/watch/count-calls.ts';

const NOW = 1_000;

/** The calls that a merge takes that carries so many holds and offers, and what its row takes when it is read later. */
async function callsFor(carried: number) {
  const house = await open('memory:', { announceExpiries: false, clock: () => NOW });
  const book = house.book('shop');
  for (const account of ['a', 'b', 'c']) await book.openAccount({ account, asset: 'GBP/2' });
  for (const to of ['a', 'c']) await book.transfer({ from: 'world', to, amount: BigInt(carried) });
  await holdsAndOffers(book, carried);
  const merge = { id: 'm', into: 'b', from: 'a' };
  const calls = {
    merge: await countCalls(async () => expect((await book.merge(merge)).ok).toBe(true)),
    again: await countCalls(() => book.merge(merge)),
    row: await countCalls(() => book.transactions({ kind: 'merge' })),
    balance: await countCalls(() => book.balance('b')),
    hold: await countCalls(() => book.hold({ hold: 'new', account: 'b', amount: 1n, expiresAt: NOW + 9 })),
  };
  expect(await book.balance('b')).toMatchObject({ incoming: BigInt(carried / 2) });
  const [row] = (await book.transactions({ kind: 'merge' })).items;
  expect(row?.entries.length).toBeGreaterThan(2 * carried);
  await house.close();
  return calls;
}

async function holdsAndOffers(book: OpenBook, carried: number): Promise<void> {
  const numbers = Array.from({ length: carried / 2 }, (_, i) => i);
  await book.submit(
    numbers.map((i) => {
      const expiresAt = NOW + 10 + ((i * 7_919) % (10 * carried));
      return { kind: 'hold', hold: `h ${i}`, account: 'a', amount: 1n, expiresAt } as const;
    }),
  );
  await book.submit(
    numbers.map((i) => {
      const expiresAt = NOW + 11 + ((i * 7_907) % (10 * carried));
      return { kind: 'offer', offer: `o ${i}`, from: 'c', to: 'a', amount: 1n, expiresAt } as const;
    }),
  );
}

test('a merge costs n log n of what it carries, its row n, and what comes later hardly anything', async () => {
  await callsFor(50);
  const few = await callsFor(1_000);
  const many = await callsFor(4_000);
  // Four times as many: a little over four times as much, where the square would be sixteen times.
  for (const what of ['merge', 'again', 'row'] as const) {
    expect([what, many[what] / few[what] < 5.5]).toEqual([what, true]);
  }
  expect(many.row / 4_000).toBeLessThan(40);
  expect(many.balance).toBeLessThan(2 * few.balance);
  expect(many.hold).toBeLessThan(3 * few.hold);
});
