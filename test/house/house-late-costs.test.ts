import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import { countCalls } from '../support/watch/count-calls.ts';
import { watchedStore } from '../support/watch/house-view-watch.ts';

type Commands = Parameters<OpenBook['submit']>[0];

const NOW = 2_000_000;
/** So many changes of each account lie behind what is dated late; more than memory keeps of a past. */
const ROUNDS = 24;
const LATE = 1_105;
const GIVE = { kind: 'transfer', from: 'world', amount: 5n } as const;

/** A house with a book of many accounts, each with a past, and how often its store is looked at. */
interface Late {
  readonly house: House;
  readonly book: OpenBook;
  readonly accounts: number;
  /** How often the store is looked at while something is done. */
  looks(work: () => Promise<unknown>): Promise<number>;
}

async function openLate({ openStore }: HousePlace, accounts: number): Promise<Late> {
  let count = 0;
  const store = watchedStore(await openStore(), () => {
    count += 1;
  });
  const house = await openHouse(store, { announceExpiries: false, clock: () => NOW });
  const book = house.book('shop');
  await fill(book, accounts);
  return {
    house,
    book,
    accounts,
    looks: async (work) => {
      const before = count;
      await work();
      return count - before;
    },
  };
}

const each = (accounts: number, make: (i: number) => Commands[number]): Commands =>
  Array.from({ length: accounts }, (_, i) => make(i));

async function submit(book: OpenBook, commands: Commands): Promise<void> {
  const answers = await book.submit(commands);
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
}

async function fill(book: OpenBook, accounts: number): Promise<void> {
  await submit(
    book,
    each(accounts, (i) => ({ kind: 'open_account', account: `a${i}`, asset: 'GBP/2', effectiveAt: 1 })),
  );
  await submit(
    book,
    each(accounts, (i) => ({ ...GIVE, id: `first ${i}`, to: `a${i}`, effectiveAt: 900 })),
  );
  await submit(
    book,
    each(accounts, (i) => ({
      kind: 'hold',
      hold: `h${i}`,
      account: `a${i}`,
      amount: 2n,
      // So late that it is behind as well.
      expiresAt: 1_200,
      effectiveAt: 901,
    })),
  );
  await submit(
    book,
    each(accounts, (i) => ({
      kind: 'offer',
      offer: `o${i}`,
      from: `a${i}`,
      to: `a${(i + 1) % accounts}`,
      amount: 1n,
      expiresAt: 1_210,
      effectiveAt: 902,
    })),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    await submit(
      book,
      each(accounts, (i) => ({ ...GIVE, to: `a${i}`, effectiveAt: 1_000 + round * 10 })),
    );
  }
  await submit(
    book,
    each(accounts, (i) => ({ ...GIVE, id: `ahead ${i}`, to: `a${i}`, effectiveAt: NOW + 1_000 })),
  );
}

const effectiveAt = LATE;

/** What many commands that come late may be, each on accounts of its own. */
const LATE_COMMANDS: readonly (readonly [string, (accounts: number) => Commands])[] = [
  [
    'transfers',
    (n) =>
      each(n, (i) => ({ kind: 'transfer', from: `a${i}`, to: `a${(i + 1) % n}`, amount: 1n, effectiveAt })),
  ],
  [
    'one posting on all of them',
    (n) => {
      const entries = each(n, (i) => ({ account: `a${i}`, amount: i % 2 === 0 ? -1n : 1n }) as never);
      return [{ kind: 'post', entries: entries as never, effectiveAt }];
    },
  ],
  ['captures', (n) => each(n, (i) => ({ kind: 'capture', hold: `h${i}`, amount: 1n, effectiveAt }))],
  [
    'one group of captures',
    (n) => [
      {
        kind: 'atomic',
        commands: each(n, (i) => ({ kind: 'capture', hold: `h${i}`, amount: 1n, effectiveAt })) as never,
      },
    ],
  ],
  [
    'acceptances',
    (n) => each(n, (i) => ({ kind: 'accept', offer: `o${i}`, account: `a${(i + 1) % n}`, effectiveAt })),
  ],
  [
    'payments',
    (n) => each(n, (i) => ({ kind: 'pay', payment: `p${i}`, account: `a${i}`, amount: 1n, effectiveAt })),
  ],
  ['reversals', (n) => each(n, (i) => ({ kind: 'reverse', transaction: `first ${i}`, effectiveAt }))],
  [
    'reversals before what they reverse',
    (n) => each(n, (i) => ({ kind: 'reverse', transaction: `ahead ${i}`, effectiveAt })),
  ],
];

describe.each(HOUSES)('commands that come late, in bulk, $name', (kind) => {
  // Two houses for all: what a batch brings back is gone after it.
  const places: HousePlace[] = [];
  const lates: Late[] = [];

  beforeAll(async () => {
    for (const accounts of [40, 240]) {
      const place = await kind.makePlace();
      places.push(place);
      lates.push(await openLate(place, accounts));
    }
  });

  afterAll(async () => {
    for (const { house } of lates) await house.close();
    for (const place of places) await place.remove();
  });

  test.each(LATE_COMMANDS)('%s: the store is looked at for all of them together', async (_, commands) => {
    const looks: number[] = [];
    for (const late of lates) {
      looks.push(await late.looks(() => submit(late.book, commands(late.accounts))));
    }
    const [few = 0, many = 0] = looks;
    // One look more for each 128 accounts of which the past is brought.
    expect(many - few).toBeLessThanOrEqual(4);
    expect(many).toBeLessThanOrEqual(16);
  });

  test('in a transaction, and in a group over two books, as well', async () => {
    for (const { house, book, accounts, looks } of lates) {
      const transfer = (i: number) => ({ from: `a${i}`, to: `a${i + 1}`, amount: 1n, effectiveAt });
      const one = await looks(() => book.transaction((tx) => tx.transfer(transfer(0))));
      // What a step needs is brought by one view, and again for the commit.
      expect(one).toBeLessThanOrEqual(12);
      await house.book('side').openAccount({ account: 'x', asset: 'GBP/2', effectiveAt: 0 });
      const commands = Array.from({ length: accounts - 1 }, (_, i) => ({
        book: 'shop',
        kind: 'transfer' as const,
        ...transfer(i),
      }));
      const side = { book: 'side', kind: 'transfer', from: 'world', to: 'x', amount: 1n } as const;
      const across = await looks(async () => {
        expect(await house.atomic([...commands, side])).toMatchObject({ ok: true });
      });
      expect(across).toBeLessThanOrEqual(20);
    }
  });

  test('what was brought for those that are refused is not kept', async () => {
    for (const { book, looks } of lates) {
      // Before all of them, which are more than are kept.
      const far = { from: 'a1', to: 'world', amount: 1_000_000n, effectiveAt: 950 } as const;
      const refuse = async (): Promise<void> => {
        expect(await book.transfer(far)).toMatchObject({ ok: false, reason: 'insufficient_funds' });
      };
      const present = { from: 'a1', to: 'world', amount: 1_000_000n } as const;
      const inOrder = await looks(() => book.transfer(present));
      const first = await looks(refuse);
      expect(first).toBe(inOrder + 1);
      expect(await looks(refuse)).toBe(first);
    }
  });

  test('all of it is right', async () => {
    for (const { house } of lates) await checkSound(house);
  });
});

test('they are decided about once: what they call is a small multiple of what is called in order', async () => {
  const accounts = 400;
  const house = await openHouse(await openMemoryStore(), { announceExpiries: false, clock: () => NOW });
  const book = house.book('shop');
  await fill(book, accounts);
  const transfers = (at: number): Commands =>
    each(accounts, (i) => ({
      kind: 'transfer',
      from: `a${i}`,
      to: `a${(i + 1) % accounts}`,
      amount: 1n,
      effectiveAt: at,
    }));
  await submit(book, transfers(5_000));
  const inOrder = await countCalls(() => submit(book, transfers(5_001)));
  const late = await countCalls(() => submit(book, transfers(LATE)));
  // Bringing back the past is in it: some two dozen entries for each account, and putting them into order.
  expect(late / inOrder).toBeLessThan(3);
  await house.close();
});
