import { assert } from '../../base/assert.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../row-kinds.ts';
import type { ListQuery } from '../store.ts';
import {
  integerToSql,
  readerOf,
  type SqlInput,
  textFromSql,
  textsToSql,
  textToSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { type Insert, insertMany, insertOf, type Sending } from './insert-many.ts';
import { conditionOf, hasIndex, KINDS_WITH_DUE, keyOrder } from './schema.ts';
import { parameters, quoted, type Statement, statement } from './statements.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The statements of one kind of rows, and how its rows are read; made from its descriptor, once. */
interface RowPlan {
  readonly names: readonly string[];
  readonly readers: readonly ReturnType<typeof readerOf>[];
  /** How the values of the key behind `book` are sent. */
  readonly keyToSql: readonly ((value: string | number) => SqlInput)[];
  /** A key before all others. */
  readonly leastKey: readonly (string | number)[];
  readonly finds: ReadonlyMap<string, Statement>;
  readonly list: Statement;
  /** By the column in which rows have one value. */
  readonly listWhere: ReadonlyMap<string, Statement>;
  readonly due: Statement | undefined;
  readonly upsert: Insert<Fields>;
}

const PLANS = Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, planOf(kind)])) as Readonly<
  Record<RowKindName, RowPlan> // One for each name.
>;

const DUE_BOOKS = statement(
  'all books',
  `${KINDS_WITH_DUE.map(
    (kind) => `SELECT "book" FROM @${ROW_KINDS[kind].table} WHERE "due" IS NOT NULL AND "due" <= $1`,
  ).join(' UNION ')} ORDER BY "book" LIMIT $2`,
);

function planOf(kind: RowKindName): RowPlan {
  const { table, columns, key, lookups } = ROW_KINDS[kind];
  const all = Object.entries(columns);
  const names = all.map(([name]) => name);
  const keys = key.map(quoted).join(', ');
  const indexed = keyOrder(kind).join(', ');
  const select = `SELECT ${names.map(quoted).join(', ')} FROM @${table} WHERE "book" = $1`;
  const finds = Object.entries(lookups).map(([name, { column, where }]) => {
    const condition = where === undefined ? '' : ` AND ${conditionOf(where)}`;
    const text = `${select} AND ${quoted(column)} = ANY ($2::text[])${condition}`;
    return [name, statement('book', text)] as const;
  });
  const behind = (order: string, first: number): string =>
    `(${order}) > (${parameters(first, key.length)}) ORDER BY ${order} LIMIT $${first + key.length}`;
  const texts = all.filter(([, { type }]) => type === 'text');
  const listWhere = texts.map(([name]) => {
    const order = hasIndex(kind, name) ? indexed : keys;
    const text = `${select} AND ${quoted(name)} = $2 AND ${behind(order, 3)}`;
    return [name, statement('book', text)] as const;
  });
  const isText = key.map((name) => texts.some(([one]) => one === name));
  const due = `${select} AND "due" IS NOT NULL AND "due" <= $2 ORDER BY "due", ${keys} LIMIT $3`;
  return {
    names,
    readers: all.map(([, column]) => readerOf(column)),
    keyToSql: isText.map((is) => (value) => (is ? textToSql(String(value)) : integerToSql(Number(value)))),
    leastKey: isText.map((is) => (is ? '' : Number.NEGATIVE_INFINITY)),
    finds: new Map(finds),
    list: statement('book', `${select} AND ${behind(keys, 2)}`),
    listWhere: new Map(listWhere),
    due: names.includes('due') ? statement('book', due) : undefined,
    upsert: upsertOf(kind),
  };
}

function upsertOf(kind: RowKindName): Insert<Fields> {
  const { table, columns, key } = ROW_KINDS[kind];
  const isKey = new Set<string>(key);
  const updates = Object.keys(columns)
    .filter((name) => !isKey.has(name))
    .map((name) => `${quoted(name)} = excluded.${quoted(name)}`);
  const replacing = updates.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${updates.join(', ')}`;
  return insertOf<Fields>(
    table,
    Object.entries(columns).map(([name, { type }]) => ({ name, type, of: (row) => row[name] })),
    ` ON CONFLICT (${['book', ...key].map(quoted).join(', ')}) ${replacing}`,
  );
}

/** The rows found under any of the values. */
export async function findRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  lookup: string,
  values: readonly string[],
): Promise<StoredRows[K][]> {
  const find = PLANS[kind].finds.get(lookup);
  assert(find !== undefined, `${kind} has no lookup ${lookup}`);
  if (values.length === 0) return [];
  const rows = await connection.all(find, textToSql(book), textsToSql([...new Set(values)]));
  return rows.map((row) => rowFromSql(kind, row));
}

/** Rows in order of their keys, behind one. */
export async function listRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  query: ListQuery<K>,
): Promise<StoredRows[K][]> {
  const { list, listWhere, keyToSql, leastKey } = PLANS[kind];
  const { after = leastKey, where, limit } = query;
  const statement = where === undefined ? list : listWhere.get(where.column);
  assert(statement !== undefined, `${kind} has no text ${where?.column}`);
  assert(after.length === keyToSql.length, `a key of ${kind} has ${keyToSql.length} values`);
  const key = keyToSql.map((toSql, i) => toSql(after[i] ?? ''));
  const equals = where === undefined ? [] : [textToSql(where.equals)];
  const rows = await connection.all(statement, textToSql(book), ...equals, ...key, integerToSql(limit));
  return rows.map((row) => rowFromSql(kind, row));
}

/** The books that have rows which run out at or before a moment. */
export async function readDueBooks(connection: Connection, until: number, limit: number): Promise<string[]> {
  const rows = await connection.all(DUE_BOOKS, integerToSql(until), integerToSql(limit));
  return rows.map(([book]) => textFromSql(book));
}

/** Rows that run out at or before a moment, in order of that, then of their keys. */
export async function dueRows<K extends 'hold' | 'offer'>(
  connection: Connection,
  book: string,
  kind: K,
  until: number,
  limit: number,
): Promise<StoredRows[K][]> {
  const { due } = PLANS[kind];
  assert(due !== undefined, `${kind} does not run out`);
  const rows = await connection.all(due, textToSql(book), integerToSql(until), integerToSql(limit));
  return rows.map((row) => rowFromSql(kind, row));
}

/** Inserts rows, or replaces those with the same keys. */
export function upsertRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  rows: readonly StoredRows[K][],
): Sending[] {
  // Its columns are those of the descriptor.
  return insertMany(connection, PLANS[kind].upsert, book, rows as unknown as readonly Fields[]);
}

function rowFromSql<K extends RowKindName>(kind: K, row: SqlRow): StoredRows[K] {
  const { names, readers } = PLANS[kind];
  const fields: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at];
    const reader = readers[at];
    if (name !== undefined && reader !== undefined) fields[name] = reader(row[at]);
  }
  return fields as unknown as StoredRows[K]; // Read column by column, as the kind's descriptor says.
}
