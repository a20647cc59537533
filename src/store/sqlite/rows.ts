import type { SQLInputValue } from 'node:sqlite';
import { assert } from '../../base/assert.ts';
import { type FirstKindName, firstOrder } from '../due-first.ts';
import type { EndingQuery, ListQuery } from '../queries.ts';
import {
  madeExpression,
  ROW_KIND_NAMES,
  ROW_KINDS,
  type RowKindName,
  type StoredRows,
} from '../row-kinds.ts';
import { distinctKeys, type RowKey } from '../side-rows.ts';
import { readerOf, selected, toSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { type Insert, insertMany, insertOf } from './insert-many.ts';
import { conditionOf, quoted } from './schema.ts';

/** The statements of one kind of rows, and how its rows are read; made from its descriptor, once. */
interface RowPlan {
  readonly names: readonly string[];
  readonly readers: readonly ReturnType<typeof readerOf>[];
  /** SELECT and FROM. */
  readonly select: string;
  /** The columns of the key behind `book`, quoted. */
  readonly key: readonly string[];
  /** The same behind the moment, where the kind has one. */
  readonly made: readonly string[];
  /** By lookup: for one value, and for a JSON list of them. */
  readonly finds: Readonly<Record<string, { readonly one: string; readonly many: string }>>;
  readonly upsert: Insert;
}

const PLANS = Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, planOf(kind)])) as Readonly<
  Record<RowKindName, RowPlan> // One for each name.
>;

function planOf(kind: RowKindName): RowPlan {
  const { table, columns, key, lookups, made } = ROW_KINDS[kind];
  const names = Object.keys(columns);
  const all = names.map(quoted);
  const keys = key.map(quoted);
  const from = quoted(table);
  const select = `SELECT ${shownColumns(kind, table)} FROM`;
  const finds = Object.entries(lookups).map(([name, { column, where }]) => {
    const found = `"book" = ?1 AND ${from}.${quoted(column)}`;
    const condition = where === undefined ? '' : ` AND ${conditionOf(where)}`;
    return [
      name,
      {
        one: `${select} ${from} WHERE ${found} = ?2${condition} LIMIT ?3`,
        // CROSS JOIN makes SQLite go through the values and look each up, never through the table.
        many: `${select} json_each(?2) AS "wanted" CROSS JOIN ${from} WHERE ${found} = "wanted"."value"${condition} LIMIT ?3`,
      },
    ];
  });
  const moment = madeExpression(kind);
  // What never changes is not set: SQLite would write every index on it anew.
  const updates = all
    .filter((name) => !keys.includes(name) && name !== quoted(made ?? ''))
    .map((name) => `${name} = excluded.${name}`);
  const replacing = updates.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${updates.join(', ')}`;
  return {
    names,
    readers: Object.values(columns).map(readerOf),
    select: `${select} ${from}`,
    key: keys,
    made: moment === undefined ? keys : [moment, ...keys],
    finds: Object.fromEntries(finds),
    upsert: insertOf(
      `INSERT INTO ${quoted(table)} ("book", ${all.join(', ')})`,
      all.length + 1,
      `ON CONFLICT ("book", ${keys.join(', ')}) ${replacing}`,
    ),
  };
}

/** Before and behind every moment. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER - 1;
const BEHIND_ALL = Number.MAX_SAFE_INTEGER;

/** SQLite's word for it. */
export const NO_LIMIT = -1;

/** What rows are found by. */
interface FindQuery {
  readonly lookup: string;
  readonly values: readonly string[];
  readonly limit?: number | undefined;
}

/** The rows found under any of the values. */
export function findRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  { lookup, values, limit = NO_LIMIT }: FindQuery,
): StoredRows[K][] {
  const find = PLANS[kind].finds[lookup];
  assert(find !== undefined, `${kind} has no lookup ${lookup}`);
  const [first] = values;
  if (first === undefined) return [];
  const rows =
    values.length === 1
      ? connection.all(find.one, book, first, limit)
      : connection.all(find.many, book, JSON.stringify([...new Set(values)]), limit);
  return rows.map((row) => rowFromSql(kind, row));
}

const OPEN_CREDITS = `${PLANS.credit.select} WHERE "book" = ?1 AND "remaining" > 0 LIMIT ?2`;

/** Credits with something left: the index of these has no others. */
export function openCredits(connection: Connection, book: string, limit: number): StoredRows['credit'][] {
  return connection.all(OPEN_CREDITS, book, limit).map((row) => rowFromSql('credit', row));
}

/** Rows in an order, behind a place of it. */
export function listRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  query: ListQuery<K>,
): StoredRows[K][] {
  const { select, key, made } = PLANS[kind];
  const order = query.order === undefined ? key : made;
  const [sign, direction] = query.order === 'newest' ? ['<', ' DESC'] : ['>', ''];
  const conditions = ['"book" = ?'];
  const values: SQLInputValue[] = [book];
  if (query.where !== undefined) {
    assert(
      Object.hasOwn(ROW_KINDS[kind].columns, query.where.column),
      `${kind} has no ${query.where.column}`,
    );
    conditions.push(`${quoted(query.where.column)} = ?`);
    values.push(query.where.equals);
  }
  if (query.after !== undefined) {
    assert(query.after.length === order.length, `a place of ${kind} has ${order.length} values`);
    conditions.push(`(${order.join(', ')}) ${sign} (${order.map(() => '?').join(', ')})`);
    values.push(...query.after);
  }
  if (query.before !== undefined) {
    conditions.push(`${order[0]} < ?`);
    values.push(query.before);
  }
  const inOrder = order.map((column) => `${column}${direction}`).join(', ');
  const sql = `${select} WHERE ${conditions.join(' AND ')} ORDER BY ${inOrder} LIMIT ?`;
  return connection.all(sql, ...values, query.limit).map((row) => rowFromSql(kind, row));
}

/** Rows by how and when they end. */
export function endingRows<K extends 'hold' | 'offer'>(
  connection: Connection,
  book: string,
  kind: K,
  { by, after, until, limit }: EndingQuery,
): StoredRows[K][] {
  const { ending } = ROW_KINDS[kind];
  assert(ending !== undefined, `${kind} does not end`);
  const [how, when] = [quoted(ending.by), quoted(by === null ? ending.runsOut : ending.at)];
  const select = `${PLANS[kind].select} WHERE "book" = ?1 AND ${how} ${by === null ? 'IS NULL' : '= ?5'}`;
  const values = [book, after ?? BEFORE_ALL, until ?? BEHIND_ALL, limit, ...(by === null ? [] : [by])];
  const rows = connection.all(`${select} AND ${when} > ?2 AND ${when} <= ?3 LIMIT ?4`, ...values);
  if (by === null && until === undefined && rows.length < limit) {
    rows.push(...connection.all(`${select} AND ${when} IS NULL LIMIT ?2`, book, limit - rows.length));
  }
  return rows.map((row) => rowFromSql(kind, row));
}

/** The rows of a kind that wait to be decided first, in order. */
export function firstRows<K extends FirstKindName>(
  connection: Connection,
  book: string,
  kind: K,
  limit: number,
): StoredRows[K][] {
  const order = firstOrder(kind).map(quoted).join(', ');
  const where = 'WHERE "book" = ?1 AND "dueAt" IS NOT NULL';
  const sql = `${PLANS[kind].select} ${where} ORDER BY ${order} LIMIT ?2`;
  return connection.all(sql, book, limit).map((row) => rowFromSql(kind, row));
}

/** The rows with these keys. */
export function rowsAt<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  keys: readonly RowKey[],
): StoredRows[K][] {
  const { select, key } = PLANS[kind];
  const sql = `${select} WHERE ${isKey(key)}`;
  return distinctKeys(keys).flatMap((one) =>
    connection.all(sql, book, ...one).map((row) => rowFromSql(kind, row)),
  );
}

/** Deletes the rows with these keys. */
export function removeRows(
  connection: Connection,
  book: string,
  kind: RowKindName,
  keys: readonly RowKey[],
): void {
  const sql = `DELETE FROM ${quoted(ROW_KINDS[kind].table)} WHERE ${isKey(PLANS[kind].key)}`;
  for (const key of keys) connection.run(sql, book, ...key);
}

function isKey(key: readonly string[]): string {
  return ['"book"', ...key].map((column) => `${column} = ?`).join(' AND ');
}

/** Inserts rows, or replaces those with the same keys. */
export function upsertRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  rows: readonly StoredRows[K][],
): void {
  insertMany(connection, PLANS[kind].upsert, rows, (row, values) => putRow(kind, book, row, values));
}

/** Adds the book and the columns of a row to the values of an INSERT. */
export function putRow<K extends RowKindName>(
  kind: K,
  book: string,
  row: StoredRows[K],
  values: SQLInputValue[],
): void {
  const fields = row as unknown as Readonly<Record<string, unknown>>; // Its columns are those of the descriptor.
  values.push(book);
  for (const name of PLANS[kind].names) values.push(toSql(fields[name]));
}

/** The columns of a kind in their order, quoted. */
export function rowColumns(kind: RowKindName): string[] {
  return PLANS[kind].names.map(quoted);
}

/** How the columns are asked for, of a table that has them, so that `rowFromSql` can read them. */
export function shownColumns(kind: RowKindName, table: string): string {
  const shown = Object.entries(ROW_KINDS[kind].columns).map(([name, { type }]) =>
    selected(type, `${quoted(table)}.${quoted(name)}`),
  );
  return shown.join(', ');
}

/** The row that begins with the columns as they were asked for. */
export function rowFromSql<K extends RowKindName>(kind: K, row: SqlRow): StoredRows[K] {
  const { names, readers } = PLANS[kind];
  const fields: Record<string, unknown> = {};
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at];
    const reader = readers[at];
    if (name !== undefined && reader !== undefined) fields[name] = reader(row[at]);
  }
  return fields as unknown as StoredRows[K]; // Read column by column, as the kind's descriptor says.
}
