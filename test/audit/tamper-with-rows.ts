import type { SeededChoices } from '../support/random/house-random.ts';
import type { Row, RowShell, Value } from './row-shell.ts';

/** One way to tamper with rows by SQL; says what it did. */
export type Tampering = (shell: RowShell, choices: SeededChoices) => Promise<string>;

/** A key that is there already, a value that the column refuses, no row to be changed. */
const NOT_POSSIBLE = /constraint|cannot store|nothing|invalid input syntax|out of range/;

/** Changes rows by SQL, as somebody with a shell would; tries again until something was changed. */
export async function tamper(shell: RowShell, choices: SeededChoices, how: Tampering): Promise<string> {
  for (;;) {
    try {
      return await how(shell, choices);
    } catch (error) {
      // Then something else.
      if (!(error instanceof Error) || !NOT_POSSIBLE.test(error.message)) throw error;
    }
  }
}

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'a column is changed': async (shell, choices) => {
    const { table, row } = await someRow(shell, choices);
    const column = choices.pick(Object.keys(row));
    const value = otherValue(row[column] ?? null, choices);
    await change(shell, table, row, { [column]: value });
    return `${table}.${column} of ${show(row)} = ${String(value)}`;
  },
  'a row is deleted': async (shell, choices) => {
    const { table, row } = await someRow(shell, choices);
    // Nothing is in a checkpoint that is not in the entries; and a book is only known by its row in "books".
    if (table === 'checkpoints' || table === 'books') throw new Error('nothing would be seen');
    const { where, values } = await conditionOf(shell, table, row);
    await shell.run(`DELETE FROM "${table}" WHERE ${where}`, values);
    return `${table}: deleted ${show(row)}`;
  },
  'a row is inserted': async (shell, choices) => {
    const { table, row } = await someRow(shell, choices);
    const key = choices.pick(await shell.keyOf(table));
    const other = { ...row, [key]: otherValue(row[key] ?? null, choices) };
    const names = Object.keys(other).map((name) => `"${name}"`);
    const sql = `INSERT INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    await shell.run(sql, Object.values(other));
    return `${table}: inserted ${show(other)}`;
  },
  'two rows are swapped': async (shell, choices) => {
    const { table, row } = await someRow(shell, choices);
    const keys = await shell.keyOf(table);
    const rest = (from: Row): Row =>
      Object.fromEntries(Object.entries(from).filter(([name]) => !keys.includes(name)));
    let { row: other } = await someRow(shell, choices, table);
    // Of a table whose rows are nearly all alike another one may be found that says something else.
    for (let i = 0; i < 9 && show(rest(other)) === show(rest(row)); i += 1)
      ({ row: other } = await someRow(shell, choices, table));
    await change(shell, table, row, rest(other));
    await change(shell, table, other, rest(row));
    return `${table}: swapped ${show(row)} with ${show(other)}`;
  },
};

async function someRow(
  shell: RowShell,
  choices: SeededChoices,
  from?: string,
): Promise<{ table: string; row: Row }> {
  const table = from ?? choices.pick(await shell.tables());
  const [counted] = await shell.all(`SELECT count(*) AS count FROM "${table}"`);
  const count = Number(counted?.count);
  if (count === 0) throw new Error('there is nothing in it');
  const order = (await shell.keyOf(table)).map((column) => `"${column}"`).join(', ');
  const sql = `SELECT * FROM "${table}" ORDER BY ${order} LIMIT 1 OFFSET ${choices.below(count)}`;
  const [row] = await shell.all(sql);
  if (row === undefined) throw new Error('there is nothing in it');
  return { table, row };
}

async function conditionOf(
  shell: RowShell,
  table: string,
  row: Row,
): Promise<{ where: string; values: Value[] }> {
  const keys = await shell.keyOf(table);
  return {
    where: keys.map((key) => `"${key}" = ?`).join(' AND '),
    values: keys.map((key) => row[key] ?? null),
  };
}

export async function change(shell: RowShell, table: string, row: Row, to: Row): Promise<void> {
  const names = Object.keys(to);
  if (names.length === 0) throw new Error('there is nothing to change');
  const { where, values } = await conditionOf(shell, table, row);
  const sql = `UPDATE "${table}" SET ${names.map((name) => `"${name}" = ?`).join(', ')} WHERE ${where}`;
  await shell.run(sql, [...Object.values(to), ...values]);
}

function otherValue(value: Value, choices: SeededChoices): Value {
  if (typeof value === 'boolean') return !value;
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
