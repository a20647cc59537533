import { integerFromSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { COUNTER_GATES } from './connection-limits.ts';
import { insertBehindGate, insertMany } from './insert-many.ts';
import { statement } from './statements.ts';

// The gates of a book. A transaction that counts takes any one that is free and keeps it to its end; one that changes what
// counters are takes all, one after the other. So those that count do not wait for one another, and all of them together
// cannot starve the other, as they could if they shared a lock: whoever comes later finds the gates that it
// has already closed.

const TAKE_ANY = statement(
  'book',
  'SELECT "gate" FROM @countergates WHERE "book" = $1 ORDER BY "gate" LIMIT 1 FOR UPDATE SKIP LOCKED',
);
const TAKE_FIRST = statement(
  'book',
  'SELECT "gate" FROM @countergates WHERE "book" = $1 AND "gate" = 0 FOR UPDATE',
);
const TAKE_ALL = statement(
  'book',
  'SELECT "gate" FROM @countergates WHERE "book" = $1 ORDER BY "gate" FOR UPDATE',
);
const FIRST = 0;
const ADD_FIRST = statement(
  'book',
  `INSERT INTO @countergates ("book", "gate") VALUES ($1, ${FIRST}) ON CONFLICT ("book", "gate") DO NOTHING`,
);
const ADD_OTHERS = insertBehindGate<number>(
  'countergates',
  [{ name: 'gate', type: 'integer', of: (gate) => gate }],
  ' ON CONFLICT ("book", "gate") DO NOTHING',
);
const OTHERS: readonly number[] = Array.from({ length: COUNTER_GATES - 1 }, (_, i) => FIRST + 1 + i);

/** Takes a gate that is free; undefined, when there is none at this moment. */
export async function takeFreeGate(connection: Connection, book: string): Promise<number | undefined> {
  const row = await connection.get(TAKE_ANY, textToSql(book));
  return row === undefined ? undefined : integerFromSql(row[0]);
}

/** Waits for a gate. */
export async function waitForGate(connection: Connection, book: string): Promise<number> {
  const isThere = (await connection.get(TAKE_FIRST, textToSql(book))) !== undefined;
  if (!isThere) {
    await addGates(connection, book);
    await connection.get(TAKE_FIRST, textToSql(book));
  }
  return FIRST;
}

/** Waits until nobody else has a gate, and lets nobody have one until the transaction is over. Returns one of them. */
export async function takeAllGates(connection: Connection, book: string): Promise<number> {
  const isThere = (await connection.get(TAKE_ALL, textToSql(book))) !== undefined;
  if (!isThere) {
    await addGates(connection, book);
    await connection.get(TAKE_ALL, textToSql(book));
  }
  return FIRST;
}

/** Makes the gates of a book that nobody has counted in before. Who does so at the same time waits, and finds them. */
async function addGates(connection: Connection, book: string): Promise<void> {
  await connection.run(ADD_FIRST, textToSql(book));
  for (const send of insertMany(connection, ADD_OTHERS, { book, number: FIRST }, OTHERS)) await send();
}
