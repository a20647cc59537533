import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { TABLES } from '../../src/store/postgres/schema.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { askBulk, type House, type OpenBook } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';

let schema: PostgresSchema;
let first: House;
let book: OpenBook;

beforeEach(async () => {
  schema = await makeSchema('writers=1&readers=2');
  first = await openNode();
  book = first.book('main');
});

afterEach(async () => {
  await first.close();
  await schema.drop();
});

function openNode(): Promise<House> {
  return open(schema.url, { announceExpiries: false });
}

/** As many rows whatever the amounts are. */
function history(amount: bigint, holdsIt: boolean): HouseInput[] {
  return [
    { kind: 'open_account', account: 'a', asset: 'GBP/2' },
    { kind: 'open_account', account: 'b', asset: 'GBP/2' },
    { kind: 'transfer', id: `fund ${amount}`, from: 'world', to: 'a', amount },
    { kind: 'hold', hold: 'h', account: holdsIt ? 'a' : 'b', amount, expiresAt: null },
  ];
}

/** The database becomes another one, as when a backup of another day is put in its place, while the first node is open. */
async function replaceBy(inputs: readonly HouseInput[]): Promise<void> {
  // A backup has the house's own id, too.
  const tables = TABLES.filter(({ name }) => name !== 'house').map(
    ({ name }) => `"${schema.name}"."${name}"`,
  );
  await query(schema.serverUrl, `TRUNCATE ${tables.join(', ')}`);
  const other = await openNode();
  await askBulk(other.book('main'), inputs);
  await other.close();
}

async function balanceAnew(): Promise<unknown> {
  const house = await openNode();
  const balances = await house.book('main').balances(['a', 'b']);
  await house.close();
  return balances;
}

describe.each([
  ['as long as', []],
  ['shorter than', -1],
  ['longer than', [{ kind: 'transfer', from: 'world', to: 'b', amount: 1n }] satisfies HouseInput[]],
] as const)('when the database has another history, %s the one that a node remembers', (_, change) => {
  const with1 = (): HouseInput[] => {
    const rows = history(1n, false);
    return change === -1 ? rows.slice(0, change) : [...rows, ...change];
  };

  beforeEach(async () => {
    await askBulk(book, history(100n, false));
    expect(await book.balance('a')).toMatchObject({ available: 100n });
  });

  test('the node decides by what is there', async () => {
    const before = await book.head();
    await replaceBy(with1());
    const after = await book.head();
    if (change !== -1 && change.length === 0) expect(after.seq).toBe(before.seq);
    expect(after.link).not.toBe(before.link);
    const answer = await book.transfer({ from: 'a', to: 'b', amount: 2n });
    expect(answer).toMatchObject({ ok: false, reason: 'insufficient_funds', available: 1n });
    expect(await book.transfer({ from: 'a', to: 'b', amount: 1n })).toMatchObject({ ok: true });
    await checkSound(first);
  });

  test('the node tells what is there', async () => {
    await replaceBy(with1());
    expect(await book.balance('a')).toMatchObject({ posted: 1n });
    expect(await book.balances(['a', 'b'])).toEqual(await balanceAnew());
    const { lines } = await book.trialBalance();
    expect(lines.find(({ account }) => account === 'a')).toMatchObject({ posted: 1n });
    expect((await book.holds()).items).toEqual([]);
  });

  test('ids are those that are there', async () => {
    await replaceBy(with1());
    const inputs = [
      { kind: 'transfer', id: 'fund 100', from: 'world', to: 'a', amount: 5n },
    ] satisfies HouseInput[];
    expect(await askBulk(book, inputs)).toMatchObject([{ ok: true }]);
    const taken = [
      { kind: 'transfer', id: 'fund 1', from: 'world', to: 'a', amount: 5n },
    ] satisfies HouseInput[];
    expect(await askBulk(book, taken)).toMatchObject([{ ok: false, reason: 'id_conflict' }]);
    expect(await book.balance('a')).toMatchObject({ posted: 6n });
    await checkSound(first);
  });

  test('a transaction that began before is a conflict', async () => {
    const tx = await book.begin();
    expect(await tx.balance('a')).toMatchObject({ available: 100n });
    expect(await tx.transfer({ from: 'a', to: 'b', amount: 50n })).toMatchObject({ ok: true });
    await replaceBy(with1());
    expect(await tx.transfer({ from: 'b', to: 'a', amount: 10n })).toBeDefined();
    expect(await tx.commit()).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await book.balances(['a', 'b'])).toEqual(await balanceAnew());
    await checkSound(first);
  });
});
