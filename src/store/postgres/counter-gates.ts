import { textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { COUNTER_GATES } from './connection-limits.ts';
import { insertMany, insertOf } from './insert-many.ts';
import { statement } from './statements.ts';

// The gates of a book. A transaction that counts takes any one that is free and keeps it to its end; one that changes what
// counters are takes all, one after the other. So those that count do not wait for one another, and all of them together
// cannot keep the other waiting for ever, as they could if they shared a lock: whoever comes later finds the gates that it
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
const ADD = insertOf<number>(
  'countergates',
  [{ name: 'gate', type: 'integer', of: (gate) => gate }],
  ' ON CONFLICT ("book", "gate") DO NOTHING',
);
const GATES: readonly number[] = Array.from({ length: COUNTER_GATES }, (_, gate) => gate);

/** Takes a gate that is free; false, when there is none at this moment. */
export async function takeFreeGate(connection: Connection, book: string): Promise<boolean> {
  return (await connection.get(TAKE_ANY, textToSql(book))) !== undefined;
}

/** Waits for a gate. */
export async function waitForGate(connection: Connection, book: string): Promise<void> {
  if ((await connection.get(TAKE_FIRST, textToSql(book))) !== undefined) return;
  await addGates(connection, book);
  await connection.get(TAKE_FIRST, textToSql(book));
}

/** Waits until nobody else has a gate, and lets nobody have one until the transaction is over. */
export async function takeAllGates(connection: Connection, book: string): Promise<void> {
  if ((await connection.get(TAKE_ALL, textToSql(book))) !== undefined) return;
  await addGates(connection, book);
  await connection.get(TAKE_ALL, textToSql(book));
}

/** Makes the gates of a book that nobody has counted in before. Who does so at the same time waits, and finds them. */
async function addGates(connection: Connection, book: string): Promise<void> {
  for (const send of insertMany(connection, ADD, book, GATES)) await send();
}
