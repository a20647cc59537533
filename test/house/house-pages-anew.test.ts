import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { watchedStore } from '../support/watch/house-view-watch.ts';

const CLOCK = { announceExpiries: false, clock: () => 1_000 };

const lost = new StoreError('store_failed', 'lost', undefined, { isRetryable: true });

describe('a page that is begun anew because the store was lost in the middle', () => {
  // One house for all: they only read.
  let fails = 0;
  const looked: string[] = [];
  let house: House;
  let book: OpenBook;

  beforeAll(async () => {
    const store = watchedStore(await openMemoryStore(), (look) => {
      looked.push(look);
      if (looked.length === fails) throw lost;
    });
    house = await openHouse(store, CLOCK);
    book = house.book('b');
    const assets = (i: number): string => (i % 400 === 0 ? 'USD/2' : 'GBP/2');
    await book.submit(
      Array.from({ length: 1_700 }, (_, i) => ({
        kind: 'open_account' as const,
        account: `a${i}`,
        asset: assets(i),
        floor: null,
        effectiveAt: 1,
      })),
    );
    await book.submit(
      Array.from({ length: 1_200 }, (_, i) => ({
        kind: 'hold' as const,
        hold: `h${i}`,
        account: `a${i}`,
        amount: 1n,
        // Few of them are active.
        expiresAt: i % 300 === 0 ? null : 20,
        effectiveAt: 10,
      })),
    );
  });

  afterAll(() => house.close());

  test.each([
    ['transactions of one kind', (book: OpenBook) => book.transactions({ kind: 'hold', limit: 9 })],
    ['holds', (book: OpenBook) => book.holds({ active: true, limit: 9 })],
    ['accounts', (book: OpenBook) => book.accounts({ asset: 'USD/2', limit: 9 })],
    ['the trial balance', (book: OpenBook) => book.trialBalance()],
    ['a statement', (book: OpenBook) => book.statement('a0', { limit: 9 })],
  ] as const)('%s: is what it would have been', async (_, read) => {
    fails = 0;
    looked.length = 0;
    const expected = await read(book);
    const looks = looked.length;
    expect(looks).toBeGreaterThan(1);
    for (fails = 1; fails <= looks; fails += 1) {
      looked.length = 0;
      expect(await read(book), `lost at look ${fails}`).toEqual(expected);
    }
    fails = 0;
  });
});
