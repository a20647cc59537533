import { afterEach, expect, test, vi } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const ROWS = 6;

/** Rows of each form that a journal has: single commands, refusals, groups, and transactions with a value. */
async function fill(book: OpenBook): Promise<void> {
  await book.openAccount({ id: 'o', account: 'a', asset: 'GBP/2', effectiveAt: 1 });
  await book.transfer({ id: 't', from: 'world', to: 'a', amount: 9n, reference: 'r', effectiveAt: 2 });
  await book.transfer({ id: 'n', from: 'a', to: 'world', amount: 10n, reference: 'r', effectiveAt: 3 });
  const inner = { kind: 'transfer', from: 'a', to: 'world', amount: 1n, effectiveAt: 4 } as const;
  await book.submit([{ id: 'g', kind: 'atomic', reference: 'r', commands: [inner, inner] }]);
  const work = { id: 'w', reference: 'r' };
  await book.transaction(async (tx) => {
    await tx.transfer({ from: 'world', to: 'a', amount: 1n });
    return { told: 'value' };
  }, work);
  await book.hold({ id: 'h', hold: 'h', account: 'a', amount: 1n, expiresAt: null });
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Reads of rows of the journal: how many of them, and how many texts are parsed beside those of the rows. */
const READS: readonly (readonly [string, number, number, (book: OpenBook) => Promise<unknown>])[] = [
  ['a page of the journal', ROWS, 0, (book) => book.events()],
  ['all of the journal', ROWS, 0, (book) => allOf(book.events.all())],
  ['transactions', ROWS - 1, 0, (book) => book.transactions()],
  ['transactions of a reference', 3, 0, (book) => book.transactions({ reference: 'r' })],
  ['those that took effect by then', ROWS - 1, 0, (book) => book.transactions({ kind: 'transfer', to: 9 })],
  [
    'those that many things are true of',
    ROWS - 1,
    0,
    (book) => book.transactions({ reference: 'r', account: 'a', from: 1 }),
  ],
  ['a statement', ROWS - 2, 0, (book) => book.statement('a')],
  ['what became of a command', 1, 0, (book) => book.command('t')],
  ['what became of a refused one', 1, 0, (book) => book.command('n')],
  ['what became of a group', 1, 0, (book) => book.command('g')],
  // What the work returned is kept apart, as a text of its own.
  ['what became of a transaction', 1, 1, (book) => book.command('w')],
];

test.each(READS)('%s: the two texts of a row are parsed once each', async (_, rows, more, read) => {
  await inPlace(HOUSE.memory, async ({ openStore }) => {
    const house = await openHouse(await openStore(), { announceExpiries: false, clock: () => 1_000 });
    const book = house.book('b');
    await fill(book);
    const parse = vi.spyOn(JSON, 'parse');
    await read(book);
    expect(parse.mock.calls.length).toBeLessThanOrEqual(2 * rows + more);
    expect(new Set(parse.mock.calls.map(([text]) => text)).size).toBe(parse.mock.calls.length);
    expect(parse.mock.calls.length).toBeGreaterThan(0);
    parse.mockRestore();
    await house.close();
  });
});

test('the text of each command is written once, in a group that is weighed before it is taken in, too', async () => {
  await inPlace(HOUSE.memory, async ({ openStore }) => {
    const house = await openHouse(await openStore(), { announceExpiries: false, clock: () => 1_000 });
    const book = house.book('b');
    await book.openAccount({ account: 'a', asset: 'GBP/2' });
    const transfer = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
    const group = { kind: 'atomic', commands: [transfer, transfer, transfer] } as const;
    const calls: [number, () => Promise<unknown>][] = [
      [1, () => book.submit([transfer])],
      [3, () => book.submit([group])],
      [3, () => book.dryRun(group)],
      [3, () => house.atomic([transfer, transfer, transfer].map((command) => ({ ...command, book: 'b' })))],
    ];
    const write = vi.spyOn(JSON, 'stringify');
    for (const [commands, call] of calls) {
      write.mockClear();
      await call();
      const written = write.mock.calls.filter(([value]) => value?.kind === 'transfer');
      expect(written).toHaveLength(commands);
    }
    write.mockRestore();
    await house.close();
  });
});
