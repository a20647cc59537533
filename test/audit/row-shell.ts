import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import pg from 'pg';
import { foldIn } from './sealed-file.ts';

export type Value = null | bigint | string | boolean | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** SQL past a house that is closed, as somebody with a shell would write it. `?` stands for each of the values. */
export interface RowShell {
  /** The tables that hold rows of books. */
  tables(): Promise<string[]>;
  /** The columns of a table's key. */
  keyOf(table: string): Promise<string[]>;
  all(sql: string, values?: readonly Value[]): Promise<Row[]>;
  /** Runs a statement, and tells how many rows it changed. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
}

/** Does something to a file by SQL. */
export async function onFile<T>(file: string, work: (shell: RowShell) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(file, { readBigInts: true });
  const all = async (sql: string, values: readonly Value[] = []): Promise<Row[]> =>
    database.prepare(sql).all(...values.map(inFile)) as Row[]; // What a column can be is a value.
  try {
    return await work({
      all,
      run: async (sql, values = []) => Number(database.prepare(sql).run(...values.map(inFile)).changes),
      tables: async () => names(await all(FILE_TABLES)),
      keyOf: async (table) => names(await all(`SELECT name FROM pragma_table_info(?) WHERE pk > 0`, [table])),
    });
  } finally {
    database.close();
    foldIn(file);
  }
}

/** A file knows no booleans. */
function inFile(value: Value): SQLInputValue {
  return typeof value === 'boolean' ? BigInt(value) : value;
}

// What the house says of itself is no row of a book.
const FILE_TABLES = `SELECT name FROM sqlite_schema
  WHERE type = 'table' AND name NOT IN ('house', 'restores') ORDER BY name`;
const TABLES = `SELECT table_name AS name FROM information_schema.columns
  WHERE table_schema = current_schema() AND column_name = 'book' AND table_name <> 'house' ORDER BY table_name`;
const KEY = `SELECT attname AS name FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
  WHERE indisprimary AND indrelid = quote_ident(?)::regclass ORDER BY array_position(indkey::int2[], attnum)`;

/** The types of PostgreSQL that are whole numbers: int8 and numeric. */
const WHOLE = new Set([20, 1700]);

/** Does something to a schema by SQL. */
export async function onSchema<T>(
  serverUrl: string,
  schema: string,
  work: (shell: RowShell) => Promise<T>,
): Promise<T> {
  const types = {
    getTypeParser: (type: number) => (WHOLE.has(type) ? BigInt : pg.types.getTypeParser(type)),
  };
  const client = new pg.Client({ connectionString: serverUrl, types });
  await client.connect();
  const ask = (sql: string, values: readonly Value[] = []): Promise<pg.QueryResult<Row>> => {
    const [first = '', ...rest] = sql.split('?');
    const numbered = rest.map((part, i) => `$${i + 1}${part}`);
    return client.query([first, ...numbered].join(''), [...values]);
  };
  const all = async (sql: string, values?: readonly Value[]): Promise<Row[]> => (await ask(sql, values)).rows;
  try {
    await client.query(`SET search_path = "${schema}"`);
    return await work({
      all,
      run: async (sql, values) => (await ask(sql, values)).rowCount ?? 0,
      tables: async () => names(await all(TABLES)),
      keyOf: async (table) => names(await all(KEY, [table])),
    });
  } finally {
    await client.end();
  }
}

function names(rows: readonly Row[]): string[] {
  return rows.map(({ name }) => String(name));
}
