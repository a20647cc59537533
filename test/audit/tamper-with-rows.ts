import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import type { SeededChoices } from '../support/house-random.ts';
import { foldIn, tablesOf } from './sealed-house.ts';

type Row = Record<string, SQLOutputValue>;

/** One way to tamper with a file by SQL; says what it did. */
export type Tampering = (database: DatabaseSync, choices: SeededChoices) => string;

/** Changes a file by SQL, as somebody with a shell would; tries again until something was changed. */
export function tamper(file: string, choices: SeededChoices, how: Tampering): string {
  const database = new DatabaseSync(file, { readBigInts: true });
  try {
    for (;;) {
      try {
        return how(database, choices);
      } catch (error) {
        // A key that is there already, a value that the column refuses, no row to be changed: then something else.
        if (!(error instanceof Error) || !/constraint|cannot store|nothing/.test(error.message)) throw error;
      }
    }
  } finally {
    database.close();
    foldIn(file);
  }
}

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'a column is changed': (database, choices) => {
    const { table, row } = someRow(database, choices);
    const column = choices.pick(Object.keys(row));
    const value = otherValue(row[column] ?? null, choices);
    change(database, table, row, { [column]: value });
    return `${table}.${column} of ${show(row)} = ${String(value)}`;
  },
  'a row is deleted': (database, choices) => {
    const { table, row } = someRow(database, choices);
    // Nothing is in a checkpoint that is not in the entries; and a book is only known by its row in "books".
    if (table === 'checkpoints' || table === 'books') throw new Error('nothing would be seen');
    const { where, values } = conditionOf(database, table, row);
    database.prepare(`DELETE FROM "${table}" WHERE ${where}`).run(...values);
    return `${table}: deleted ${show(row)}`;
  },
  'a row is inserted': (database, choices) => {
    const { table, row } = someRow(database, choices);
    const key = choices.pick(keyOf(database, table));
    const other = { ...row, [key]: otherValue(row[key] ?? null, choices) };
    const names = Object.keys(other).map((name) => `"${name}"`);
    const sql = `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    database.prepare(sql).run(...(Object.values(other) as SQLInputValue[])); // They came out of it.
    return `${table}: inserted ${show(other)}`;
  },
  'two rows are swapped': (database, choices) => {
    const { table, row } = someRow(database, choices);
    const { row: other } = someRow(database, choices, table);
    const keys = keyOf(database, table);
    const rest = (from: Row): Row =>
      Object.fromEntries(Object.entries(from).filter(([name]) => !keys.includes(name)));
    change(database, table, row, rest(other));
    change(database, table, other, rest(row));
    return `${table}: swapped ${show(row)} with ${show(other)}`;
  },
};

function someRow(database: DatabaseSync, choices: SeededChoices, from?: string): { table: string; row: Row } {
  const table = from ?? choices.pick(tablesOf(database));
  const [counted] = database.prepare(`SELECT count(*) AS count FROM "${table}"`).all();
  const count = Number(counted?.count);
  if (count === 0) throw new Error('there is nothing in it');
  const row = database.prepare(`SELECT * FROM "${table}" LIMIT 1 OFFSET ?`).get(choices.below(count));
  if (row === undefined) throw new Error('there is nothing in it');
  return { table, row };
}

export function keyOf(database: DatabaseSync, table: string): string[] {
  const columns = database.prepare(`PRAGMA table_info("${table}")`).all();
  return columns.filter(({ pk }) => Number(pk) > 0).map(({ name }) => String(name));
}

function conditionOf(
  database: DatabaseSync,
  table: string,
  row: Row,
): { where: string; values: SQLInputValue[] } {
  const keys = keyOf(database, table);
  return {
    where: keys.map((key) => `"${key}" = ?`).join(' AND '),
    values: keys.map((key) => row[key] as SQLInputValue), // It came out of there.
  };
}

export function change(database: DatabaseSync, table: string, row: Row, to: Row): void {
  const names = Object.keys(to);
  if (names.length === 0) throw new Error('there is nothing to change');
  const { where, values } = conditionOf(database, table, row);
  const sql = `UPDATE "${table}" SET ${names.map((name) => `"${name}" = ?`).join(', ')} WHERE ${where}`;
  database.prepare(sql).run(...(Object.values(to) as SQLInputValue[]), ...values); // As above.
}

function otherValue(value: SQLOutputValue, choices: SeededChoices): SQLOutputValue {
  if (value instanceof Uint8Array) {
    const bytes = Uint8Array.from(value);
    const i = choices.below(bytes.length);
    bytes[i] = (bytes[i] ?? 0) ^ (1 + choices.below(255));
    return bytes;
  }
  if (typeof value === 'string') {
    const i = choices.below(value.length + 1);
    return `${value.slice(0, i)}${choices.pick(['x', '1', '/', '"'])}${value.slice(i + choices.below(2))}`;
  }
  // Null becomes a number, and in a column of text a text.
  const number = BigInt(1 + choices.below(3)) * (choices.chance(50) ? 1n : -1n);
  return typeof value === 'bigint' ? value + number : choices.chance(50) ? number : 'merged';
}

function show(row: Row): string {
  return Object.entries(row)
    .map(
      ([name, value]) =>
        `${name} ${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value}`,
    )
    .join(', ');
}
