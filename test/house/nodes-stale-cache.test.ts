import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { askBook, askBulk, callMethod, type House } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { withoutNumber, withoutReplayed } from '../support/house/house-same.ts';
import { STALE_CASES, type StaleCase } from '../support/nodes/node-stale-cases.ts';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';

const ACCOUNTS = ['a', 'b', 'c'];
const BEGINNINGS: readonly HouseInput[] = ['a', 'b'].flatMap((account): HouseInput[] => [
  { kind: 'open_account', account, asset: 'GBP/2' },
  { kind: 'transfer', from: 'world', to: account, amount: 100n },
]);

/** The clock of all nodes. */
let now = 1_000;
let schema: PostgresSchema;
let first: House;
let other: House;
/** Never asked before about the book of a case, and so remembers nothing of it. */
let fresh: House;
/** Each case has a book of its own. */
let bookName = '';
let books = 0;

beforeAll(async () => {
  schema = await makeSchema('writers=1&readers=2');
  first = await openNode();
  other = await openNode();
  fresh = await openNode();
});

beforeEach(() => {
  books += 1;
  bookName = `book ${books}`;
});

afterAll(async () => {
  for (const house of [first, other, fresh]) await house?.close();
  await schema.drop();
});

function openNode(): Promise<House> {
  return open(schema.url, { announceExpiries: false, clock: () => now });
}

function doAll(house: House, inputs: readonly HouseInput[]): Promise<unknown> {
  now += 1;
  return askBulk(house.book(bookName), inputs);
}

/** Everything that is true of the book now, as a house tells it. */
async function readAll(house: House): Promise<unknown> {
  const book = house.book(bookName);
  const [{ items: accounts }, { items: holds }, { items: offers }, { items: payments }, { items: credits }] =
    await Promise.all([book.accounts(), book.holds(), book.offers(), book.payments(), book.credits()]);
  const statements = await Promise.all(ACCOUNTS.map((account) => book.statement(account)));
  const { lines } = await book.trialBalance();
  const balances = await book.balances(ACCOUNTS);
  const alone = await Promise.all(ACCOUNTS.map((account) => book.balance(account)));
  return { accounts, holds, offers, payments, credits, statements, lines, balances, alone };
}

/** What a house that remembers nothing of the book tells: it is asked once in each case. */
async function readAnew(): Promise<unknown> {
  return await readAll(fresh);
}

async function warm({ before }: StaleCase): Promise<void> {
  await doAll(first, [...BEGINNINGS, ...before]);
  await readAll(first);
}

describe.each(STALE_CASES)('when $name by another node', (each) => {
  test('a node does not decide by what it remembers', async () => {
    await warm(each);
    const told = (await Promise.all(each.meanwhile.map((input) => askBook(other.book(bookName), input)))).at(
      -1,
    );
    const answer = await askBook(first.book(bookName), each.asked);
    if (each.outcome === 'same') expect(withoutReplayed(answer)).toEqual(told);
    else expect(answer.ok ? 'yes' : answer.reason).toBe(each.outcome);
    expect(await readAll(first)).toEqual(await readAnew());
  });

  test('a node does not tell what it remembers', async () => {
    await warm(each);
    const before = await readAll(first);
    await doAll(other, each.meanwhile);
    const after = await readAll(first);
    expect(after).toEqual(await readAnew());
    expect(after).not.toEqual(before);
  });

  test('a transaction that began before is a conflict, and its work is run again on what is there now', async () => {
    await warm(each);
    const tx = await first.book(bookName).begin();
    await tx.balances(ACCOUNTS);
    await doAll(other, each.meanwhile);
    if (each.asked.kind !== 'atomic') await callMethod(tx, each.asked);
    const anew = await readAnew();
    expect(await tx.commit()).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await readAll(first)).toEqual(anew);
    const seen = await first.book(bookName).transaction((again) => again.balances(ACCOUNTS));
    // Inside there are no numbers yet.
    const after = (await first.book(bookName).balances(ACCOUNTS)).map(withoutNumber);
    expect(seen).toMatchObject({ ok: true, value: after });
  });
});
