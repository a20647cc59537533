import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandInput } from '../../src/commands/command-table.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import { countingStore } from '../support/watch/house-counting-store.ts';

/** Of each kind so many rows; the journal has four times as many and a few more. */
const ROWS = 2_500;
/** What one question may read besides what it returns: a row that tells of another page, lives, and a chunk that turned out to be of others. */
const FEW = 12;
const MANY = 280;

const NOW = 1_000_000;
const often = (make: (i: number) => CommandInput): CommandInput[] =>
  Array.from({ length: ROWS }, (_, i) => make(i));
const opened = (account: string): CommandInput => ({
  kind: 'open_account',
  account,
  asset: 'GBP/2',
  floor: null,
  effectiveAt: 1,
});

/** Nearly everything is `busy`'s, is over, and is a common thing; three of each are not. */
const COMMANDS: readonly CommandInput[] = [
  ...['busy', 'other', 'rare', 'third'].map(opened),
  ...often((i) => ({
    kind: 'transfer',
    from: 'world',
    to: i % 2 === 0 ? 'busy' : 'other',
    amount: 9n,
    effectiveAt: 10 + i,
  })),
  ...often((i) => ({
    kind: 'hold',
    hold: `h${i}`,
    account: 'busy',
    amount: 1n,
    expiresAt: i % 900 === 0 ? null : 20 + i,
    effectiveAt: 10 + i,
  })),
  ...often((i) => ({
    kind: 'offer',
    offer: `o${i}`,
    from: 'busy',
    to: 'other',
    amount: 1n,
    expiresAt: i % 900 === 0 ? NOW + i + 1 : 20 + i,
    effectiveAt: 10 + i,
  })),
  ...often((i) => ({ kind: 'pay', payment: `p${i}`, account: 'busy', amount: 1n, effectiveAt: 10 + i })),
  ...[1, 2, 3].flatMap((i): CommandInput[] => [
    {
      kind: 'post',
      id: `post ${i}`,
      effectiveAt: 5_000 + i,
      entries: [
        { account: 'rare', amount: 2n },
        { account: 'busy', amount: -2n },
      ],
    },
    {
      kind: 'pay',
      reference: 'order 7',
      metadata: { shop: 'x' },
      payment: `rare ${i}`,
      account: 'rare',
      amount: 1n,
      effectiveAt: 5_000 + i,
    },
    {
      kind: 'hold',
      hold: `rare ${i}`,
      account: 'rare',
      amount: 1n,
      expiresAt: 6_000,
      effectiveAt: 5_000 + i,
    },
    {
      kind: 'offer',
      offer: `rare ${i}`,
      from: i === 1 ? 'busy' : 'rare',
      to: i === 1 ? 'rare' : 'third',
      amount: 1n,
      expiresAt: 6_000,
      effectiveAt: 5_000 + i,
    },
    { kind: 'release', hold: `h${i * 900 - 899}`, effectiveAt: 15 + i * 900 - 899 },
  ]),
];

type Found = readonly unknown[];

/** What finds three rows, each with what it may read. */
const THREE: readonly (readonly [string, number, (book: OpenBook) => Promise<Found>])[] = [
  ['holds of an account', FEW, async (book) => (await book.holds({ account: 'rare' })).items],
  ['holds that are active', MANY, async (book) => (await book.holds({ status: 'active' })).items],
  ['holds that are active, by the flag', MANY, async (book) => (await book.holds({ active: true })).items],
  [
    'active holds of an account with many',
    MANY,
    async (book) => (await book.holds({ account: 'busy', status: 'active' })).items,
  ],
  ['holds that were released', MANY, async (book) => (await book.holds({ status: 'released' })).items],
  [
    'holds that run out before a moment',
    MANY,
    async (book) => (await book.holds({ expiresBefore: 25 })).items.slice(0, 3),
  ],
  ['offers of an account', FEW, async (book) => (await book.offers({ account: 'rare' })).items],
  ['offers that are pending', MANY, async (book) => (await book.offers({ status: 'pending' })).items],
  [
    'offers of an account that are pending',
    MANY,
    async (book) => (await book.offers({ account: 'busy', pending: true })).items,
  ],
  [
    'offers that run out soon',
    MANY,
    async (book) => (await book.offers({ status: 'pending', expiresBefore: NOW + 9_999 })).items,
  ],
  ['payments of an account', FEW, async (book) => (await book.payments({ account: 'rare' })).items],
  ['transactions of a kind', FEW, async (book) => (await book.transactions({ kind: 'post' })).items],
  [
    'transactions of an account and a kind',
    MANY,
    async (book) => (await book.transactions({ account: 'busy', kind: 'post' })).items,
  ],
  [
    'transactions between two accounts',
    MANY,
    async (book) => (await book.transactions({ account: 'busy', counterparty: 'rare', kind: 'post' })).items,
  ],
  [
    'transactions of a reference',
    FEW,
    async (book) => (await book.transactions({ reference: 'order 7' })).items,
  ],
  [
    'transactions of metadata',
    FEW,
    async (book) => (await book.transactions({ metadata: { shop: 'x' } })).items,
  ],
  [
    'the newest transactions',
    FEW,
    async (book) => (await book.transactions({ order: 'newest', limit: 3 })).items,
  ],
  [
    'the newest of an account with many',
    FEW,
    async (book) => (await book.transactions({ account: 'busy', order: 'newest', limit: 3 })).items,
  ],
  ['the newest payments', FEW, async (book) => (await book.payments({ order: 'newest', limit: 3 })).items],
  [
    'the newest holds of an account with many',
    FEW,
    async (book) => (await book.holds({ account: 'busy', order: 'newest', limit: 3 })).items,
  ],
  ['the newest accounts', FEW, async (book) => (await book.accounts({ order: 'newest', limit: 3 })).items],
  ['the newest rows of the journal', FEW, async (book) => book.events({ order: 'newest', limit: 3 })],
  [
    'the newest lines of a statement',
    FEW * 2,
    async (book) => (await book.statement('busy', { order: 'newest', limit: 3 }))?.lines ?? [],
  ],
  [
    'the oldest lines of a statement',
    FEW * 2,
    async (book) => (await book.statement('busy', { limit: 3 }))?.lines ?? [],
  ],
];

describe.each(HOUSES)('with 10,000 rows on $name', (kind) => {
  const count = { rows: 0, asks: 0 };
  let place: HousePlace;
  let house: House;
  let book: OpenBook;

  beforeAll(async () => {
    place = await kind.makePlace();
    house = await openHouse(countingStore(await place.openStore(), count), {
      announceExpiries: false,
      clock: () => NOW,
    });
    book = house.book('shop');
    const answers = await book.submit(COMMANDS);
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  });
  afterAll(async () => {
    await house.close();
    await place.remove();
  });

  test.each(THREE)('%s: what is read is not much more than the three', async (_, most, find) => {
    count.rows = 0;
    count.asks = 0;
    const found = await find(book);
    expect(found).toHaveLength(3);
    expect(count.rows).toBeLessThanOrEqual(3 + most);
    // However many rows there are: no page after page.
    expect(count.asks).toBeLessThanOrEqual(16);
  });

  test('what no index finds is looked for a bounded number of rows at a time, and found in the end', async () => {
    const found: string[] = [];
    let [after, pages]: [string | undefined, number] = [undefined, 0];
    do {
      count.rows = 0;
      const page = await book.transactions({ from: 5_001, to: 5_003, after });
      expect(count.rows).toBeLessThanOrEqual(11_000 + 100);
      found.push(...page.items.map(({ kind: of }) => of));
      after = page.cursor ?? undefined;
      pages += 1;
    } while (after !== undefined);
    expect(pages).toBe(2);
    expect(found.sort()).toEqual(['hold', 'offer', 'pay', 'post'].flatMap((of) => [of, of, of]));
  });

  test('one command is found by its key', async () => {
    count.rows = 0;
    expect(await book.command('post 2')).toMatchObject({ id: 'post 2', kind: 'post' });
    expect(count.rows).toBeLessThanOrEqual(FEW);
    count.rows = 0;
    expect(await book.command('post 4')).toBeUndefined();
    expect(count.rows).toBe(0);
  });
});
