import { assert } from '../../base/assert.ts';
import { type FirstKindName, firstOrder } from '../due-first.ts';
import type { EndingQuery, ListOrder, ListQuery } from '../queries.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../row-kinds.ts';
import { integerToSql, readerOf, type SqlInput, textsToSql, textToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { type Insert, insertMany, insertOf, type Sending } from './insert-many.ts';
import { conditionOf, madeOrder } from './schema.ts';
import { parameters, quoted, type Statement, statement } from './statements.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The statements of one kind of rows, and how its rows are read; made from its descriptor, once. */
interface RowPlan {
  readonly names: readonly string[];
  readonly readers: readonly ReturnType<typeof readerOf>[];
  /** How the values of the key behind `book` are sent. */
  readonly keyToSql: readonly ((value: string | number) => SqlInput)[];
  /** By lookup: for all rows, and for so many of them. */
  readonly finds: ReadonlyMap<string, { readonly all: Statement; readonly some: Statement }>;
  /** By the order, and the column in which rows have one value, where one is asked for. */
  readonly lists: ReadonlyMap<string, Statement>;
  readonly ending: EndingStatements | undefined;
  /** Of those that wait to be decided first. */
  readonly first: Statement | undefined;
  readonly upsert: Insert<Fields>;
}

/** Of rows that something ends; of those that run out; and of those that never end. */
interface EndingStatements {
  readonly ended: Statement;
  readonly running: Statement;
  readonly never: Statement;
}

/** The name of the list behind a place and before a text. */
const SPAN = 'span';

const PLANS = Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, planOf(kind)])) as Readonly<
  Record<RowKindName, RowPlan> // One for each name.
>;

function planOf(kind: RowKindName): RowPlan {
  const { table, columns, key, lookups } = ROW_KINDS[kind];
  const all = Object.entries(columns);
  const names = all.map(([name]) => name);
  const select = `SELECT ${names.map(quoted).join(', ')} FROM @${table} WHERE "book" = $1`;
  const finds = Object.entries(lookups).map(([name, { column, where }]) => {
    const condition = where === undefined ? '' : ` AND ${conditionOf(where)}`;
    const text = `${select} AND ${quoted(column)} = ANY ($2::text[])${condition}`;
    return [name, { all: statement('book', text), some: statement('book', `${text} LIMIT $3`) }] as const;
  });
  const texts = all.filter(([, { type }]) => type === 'text').map(([name]) => name);
  return {
    names,
    readers: all.map(([, column]) => readerOf(column)),
    keyToSql: key.map((name) => (texts.includes(name) ? (value) => textToSql(String(value)) : numberToSql)),
    finds: new Map(finds),
    lists: listsOf(kind, select, texts),
    ending: endingOf(kind, select),
    first: firstOf(kind, select),
    upsert: upsertOf(kind),
  };
}

/**
 * Each list in each order, from the beginning and behind a place: the bound of a place that is before or behind all texts
 * could not be written down.
 */
function listsOf(kind: RowKindName, select: string, texts: readonly string[]): Map<string, Statement> {
  const { key, lookups, made } = ROW_KINDS[kind];
  const plain = key.map(quoted);
  const indexed = new Set(
    Object.values(lookups).flatMap(({ column, where }) =>
      where === undefined && (column !== key[0] || made === undefined) ? [column] : [],
    ),
  );
  const lists = new Map<string, Statement>();
  const add = (order: ListOrder | undefined, column: string | undefined, by: readonly string[]): void => {
    const [sign, direction] = order === 'newest' ? ['<', ' DESC'] : ['>', ''];
    const first = column === undefined ? 2 : 3;
    const where = column === undefined ? '' : ` AND ${quoted(column)} = $2`;
    const end = (next: number): string =>
      ` ORDER BY ${by.map((one) => one + direction).join(', ')} LIMIT $${next}`;
    const place = ` AND (${by.join(', ')}) ${sign} (${parameters(first, by.length)})`;
    lists.set(listName(order, column, false), statement('book', `${select}${where}${end(first)}`));
    const behind = `${select}${where}${place}${end(first + by.length)}`;
    lists.set(listName(order, column, true), statement('book', behind));
  };
  add(undefined, undefined, plain);
  if (texts.includes(key[0] ?? '')) {
    const span = ` AND (${plain.join(', ')}) > (${parameters(2, key.length)}) AND ${plain[0]} < $${key.length + 2}`;
    const end = ` ORDER BY ${plain.join(', ')} LIMIT $${key.length + 3}`;
    lists.set(SPAN, statement('book', `${select}${span}${end}`));
  }
  for (const column of texts) add(undefined, column, plain);
  for (const order of ['oldest', 'newest'] as const) {
    add(order, undefined, made === undefined ? plain : madeOrder(kind));
    for (const column of indexed) {
      add(order, column, made === undefined || column === key[0] ? plain : madeOrder(kind));
    }
  }
  return lists;
}

function listName(order: ListOrder | undefined, column: string | undefined, isBehind: boolean): string {
  return `${order ?? 'by key'} ${isBehind ? 'behind' : 'from the beginning'} ${column ?? ''}`;
}

function endingOf(kind: RowKindName, select: string): EndingStatements | undefined {
  const { ending } = ROW_KINDS[kind];
  if (ending === undefined) return undefined;
  const [by, at, runsOut] = [quoted(ending.by), quoted(ending.at), quoted(ending.runsOut)];
  const span = (column: string): string => `${column} > $2 AND ${column} <= $3`;
  return {
    ended: statement('book', `${select} AND ${by} = $5 AND ${span(at)} LIMIT $4`),
    running: statement('book', `${select} AND ${by} IS NULL AND ${span(runsOut)} LIMIT $4`),
    never: statement('book', `${select} AND ${by} IS NULL AND ${runsOut} IS NULL LIMIT $2`),
  };
}

function firstOf(kind: RowKindName, select: string): Statement | undefined {
  const order = firstOrder(kind).map(quoted).join(', ');
  if (order === '') return undefined;
  return statement('book', `${select} AND "dueAt" IS NOT NULL ORDER BY ${order} LIMIT $2`);
}

function numberToSql(value: string | number): SqlInput {
  return integerToSql(Number(value));
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

/** What rows are found by. */
interface FindQuery {
  readonly lookup: string;
  readonly values: readonly string[];
  readonly limit?: number | undefined;
}

/** The rows found under any of the values. */
export async function findRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  { lookup, values, limit }: FindQuery,
): Promise<StoredRows[K][]> {
  const find = PLANS[kind].finds.get(lookup);
  assert(find !== undefined, `${kind} has no lookup ${lookup}`);
  if (values.length === 0) return [];
  const asked = [textToSql(book), textsToSql([...new Set(values)])];
  const rows = await (limit === undefined
    ? connection.all(find.all, ...asked)
    : connection.all(find.some, ...asked, integerToSql(limit)));
  return rows.map((row) => rowFromSql(kind, row));
}

const OPEN_CREDITS = statement(
  'book',
  `SELECT ${PLANS.credit.names.map(quoted).join(', ')} FROM @credits WHERE "book" = $1 AND "remaining" > 0 LIMIT $2`,
);

/** Credits with something left: the index of these has no others. */
export async function openCredits(
  connection: Connection,
  book: string,
  limit: number,
): Promise<StoredRows['credit'][]> {
  const rows = await connection.all(OPEN_CREDITS, textToSql(book), integerToSql(limit));
  return rows.map((row) => rowFromSql('credit', row));
}

/** Rows in an order, behind a place of it. */
export async function listRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  { order, after, before, where, limit }: ListQuery<K>,
): Promise<StoredRows[K][]> {
  const { lists, keyToSql } = PLANS[kind];
  assert(before === undefined || (order ?? where) === undefined, 'what is before a text is in order of keys');
  const name = before === undefined ? listName(order, where?.column, after !== undefined) : SPAN;
  const list = lists.get(name);
  assert(list !== undefined, `${kind} is not listed by ${where?.column}`);
  const isDated = order !== undefined && ROW_KINDS[kind].made !== undefined;
  const toSql = isDated ? [numberToSql, ...keyToSql] : keyToSql;
  assert(
    after === undefined || after.length === toSql.length,
    `a place of ${kind} has ${toSql.length} values`,
  );
  const place = (after ?? []).map((value, i) => toSql[i]?.(value) ?? null);
  const equals = where === undefined ? [] : [textToSql(where.equals)];
  const end = before === undefined ? [] : [textToSql(before)];
  const rows = await connection.all(list, textToSql(book), ...equals, ...place, ...end, integerToSql(limit));
  return rows.map((row) => rowFromSql(kind, row));
}

/** Rows by how and when they end. */
export async function endingRows<K extends 'hold' | 'offer'>(
  connection: Connection,
  book: string,
  kind: K,
  { by, after, until, limit }: EndingQuery,
): Promise<StoredRows[K][]> {
  const { ending } = PLANS[kind];
  assert(ending !== undefined, `${kind} does not end`);
  const name = textToSql(book);
  const end = [
    integerToSql(after ?? Number.NEGATIVE_INFINITY),
    integerToSql(until ?? Number.POSITIVE_INFINITY),
    integerToSql(limit),
  ];
  const isNever = by === null && until === undefined;
  const found = await Promise.all([
    by === null
      ? connection.all(ending.running, name, ...end)
      : connection.all(ending.ended, name, ...end, textToSql(by)),
    isNever ? connection.all(ending.never, name, integerToSql(limit)) : [],
  ]);
  return found
    .flat()
    .slice(0, limit)
    .map((row) => rowFromSql(kind, row));
}

/** The rows of a kind that wait to be decided first, in order. */
export async function firstRows<K extends FirstKindName>(
  connection: Connection,
  book: string,
  kind: K,
  limit: number,
): Promise<StoredRows[K][]> {
  const { first } = PLANS[kind];
  assert(first !== undefined, `${kind} is not decided first`);
  const rows = await connection.all(first, textToSql(book), integerToSql(limit));
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
