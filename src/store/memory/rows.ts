import { assert } from '../../base/assert.ts';
import type { EndingQuery, ListOrder, ListQuery } from '../queries.ts';
import type { Lookup, RowKind } from '../row-columns.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../row-kinds.ts';
import { distinctKeys, type RowKey } from '../side-rows.ts';
import { compareBy, compareToKey } from './compare-rows.ts';
import { type Range, SortedRows, takeFirst } from './sorted-rows.ts';

/** A way to find rows: those that it is for, in order of some columns, which end in the key. */
interface RowIndex<Row> {
  readonly isFor: (row: Row) => boolean;
  /** True when `isFor` takes every row. */
  readonly isWhole: boolean;
  readonly order: readonly (keyof Row & string)[];
  readonly compare: (a: Row, b: Row) => number;
  readonly rows: SortedRows<Row>;
}

/**
 * The rows of one kind in one book: by their key, and once more for each lookup and each other order. An index that a change
 * leaves as it was costs one more put, of the new row in place of the old.
 */
export class RowTable<Row extends object> {
  readonly #kind: RowKind<Row>;
  readonly #rows: SortedRows<Row>;
  /** By the name of the lookup; `due`, `made` and those of endings are more, for kinds that have them. */
  readonly #indexes: ReadonlyMap<string, RowIndex<Row>>;

  constructor(
    kind: RowKind<Row>,
    rows = new SortedRows(compareBy<Row>(kind.key)),
    indexes: ReadonlyMap<string, RowIndex<Row>> = makeIndexes(kind),
  ) {
    this.#kind = kind;
    this.#rows = rows;
    this.#indexes = indexes;
  }

  /** A table with the same rows. This one must not be changed any more. */
  fork(): RowTable<Row> {
    const indexes = [...this.#indexes].map(
      ([name, index]) => [name, { ...index, rows: index.rows.fork() }] as const,
    );
    return new RowTable(this.#kind, this.#rows.fork(), new Map(indexes));
  }

  /** Inserts rows, or replaces those with their keys. */
  put(rows: readonly Row[]): void {
    for (const row of rows) {
      const before = this.#rows.put(row);
      for (const { isFor, compare, rows: indexed } of this.#indexes.values()) {
        const stays = isFor(row);
        if (before !== undefined && isFor(before) && !(stays && compare(before, row) === 0)) {
          indexed.remove(before);
        }
        if (stays) indexed.put(row);
      }
    }
  }

  /** The rows with these keys. */
  at(keys: readonly RowKey[]): Row[] {
    return distinctKeys(keys).flatMap((key) => this.#rows.between(rangeOf(this.#kind.key, key)));
  }

  /** Deletes the rows with these keys. */
  remove(keys: readonly RowKey[]): void {
    for (const row of this.at(keys)) {
      this.#rows.remove(row);
      for (const { isFor, rows } of this.#indexes.values()) if (isFor(row)) rows.remove(row);
    }
  }

  /** The rows that a lookup finds under any of the values, each once. */
  find(lookup: string, values: readonly string[], limit?: number): Row[] {
    const index = this.#indexes.get(lookup) ?? this.#byKey(this.#kind.lookups[lookup]);
    assert(index !== undefined, `rows of ${this.#kind.table} cannot be looked up by ${lookup}`);
    return takeFirst([...new Set(values)], limit, (value, left) =>
      index.rows.between({ ...rangeOf(index.order, [value]), limit: left }),
    );
  }

  /** The rows that a lookup finds under whatever value. */
  findAny(lookup: string, limit: number): Row[] {
    const index = this.#indexes.get(lookup);
    assert(index !== undefined, `rows of ${this.#kind.table} are not looked up by ${lookup} apart`);
    return index.rows.between({ ...rangeOf(index.order, []), limit });
  }

  /** Rows in an order. By the whole of an index if there is one for the column, else all are looked at. */
  list({ order: from, after, before, limit, where }: TableQuery<Row>): Row[] {
    const made = from === undefined ? undefined : this.#indexes.get(MADE);
    const order = made?.order ?? this.#kind.key;
    const index =
      where && this.#allIndexes().find((one) => one.isWhole && isOrder(one.order, where.column, order));
    const rows = index?.rows ?? made?.rows ?? this.#rows;
    const columns = index?.order ?? order;
    const prefix = index === undefined || where === undefined ? [] : [where.equals];
    const begin = after && (columns.length > order.length ? [...prefix, ...after] : after);
    const isWanted = (row: Row): boolean => where === undefined || row[where.column] === where.equals;
    if (before !== undefined) {
      const { isBefore } = rangeOf<Row>(order, [], after);
      const isBehind = (row: Row): boolean => compareToKey(row, order, [before]) >= 0;
      return this.#rows.between({ isBefore, isBehind, isWanted, limit });
    }
    if (from !== 'newest') return rows.between({ ...rangeOf(columns, prefix, begin), isWanted, limit });
    return rows.backwards({
      isBefore: (row) => compareToKey(row, columns, prefix) < 0,
      isBehind: (row) =>
        compareToKey(row, columns, prefix) > 0 ||
        (begin !== undefined && compareToKey(row, columns, begin) >= 0),
      isWanted,
      limit,
    });
  }

  /** Rows whose `due` is at or before a moment, in order of due, then key. */
  due(until: number, limit: number): Row[] {
    const index = this.#indexNamed(DUE);
    return index.rows.between({ isBehind: (row) => compareToKey(row, index.order, [until]) > 0, limit });
  }

  /** Rows that wait to be decided first, in order. */
  dueFirst(limit: number): Row[] {
    return this.#indexNamed(FIRST).rows.between({ limit });
  }

  /** Rows by how and when they end. */
  ending({ by, after, until, limit }: EndingQuery): Row[] {
    const { order, rows } = this.#indexNamed(by === null ? RUNS_OUT : ENDED);
    const prefix = by === null ? [] : [by];
    const span = rows.between({
      isBefore: (row) => compareToKey(row, order, [...prefix, after ?? Number.NEGATIVE_INFINITY]) < 0,
      isBehind: (row) => compareToKey(row, order, [...prefix, until ?? Number.POSITIVE_INFINITY]) > 0,
      isWanted: (row) => after === undefined || compareToKey(row, order, [...prefix, after]) !== 0,
      limit,
    });
    if (by !== null || until !== undefined) return span;
    return [...span, ...this.#indexNamed(NEVER).rows.between({ limit: limit - span.length })];
  }

  #indexNamed(name: string): RowIndex<Row> {
    const index = this.#indexes.get(name);
    assert(index !== undefined, `rows of ${this.#kind.table} have no ${name}`);
    return index;
  }

  /** The rows themselves as an index, for a lookup on the first column of their key. */
  #byKey(lookup: Lookup | undefined): RowIndex<Row> | undefined {
    return lookup?.column === this.#kind.key[0] ? this.#own() : undefined;
  }

  #own(): RowIndex<Row> {
    const { key } = this.#kind;
    return { isFor: () => true, isWhole: true, order: key, compare: compareBy<Row>(key), rows: this.#rows };
  }

  #allIndexes(): RowIndex<Row>[] {
    return [this.#own(), ...this.#indexes.values()];
  }
}

/** The rows that have these values in the first columns of an order, behind a key. */
function rangeOf<Row>(
  order: readonly (keyof Row)[],
  prefix: readonly (string | number)[],
  after?: readonly (string | number)[],
): Pick<Range<Row>, 'isBefore' | 'isBehind'> {
  const isBefore = (row: Row): boolean =>
    compareToKey(row, order, prefix) < 0 || (after !== undefined && compareToKey(row, order, after) <= 0);
  return { isBefore, isBehind: (row) => compareToKey(row, order, prefix) > 0 };
}

/** Whether rows in that order are, among those with one value in a column, in the order that is wanted. */
function isOrder(order: readonly string[], column: string, wanted: readonly string[]): boolean {
  const columns = wanted[0] === column ? wanted : [column, ...wanted];
  return order.length === columns.length && columns.every((one, i) => order[i] === one);
}

interface TableQuery<Row> {
  readonly order?: ListOrder;
  readonly after?: readonly (string | number)[];
  readonly before?: string;
  readonly limit: number;
  readonly where?: { readonly column: keyof Row & string; readonly equals: string };
}

/** The tables of a book, one for each kind. */
export type RowTables = { readonly [K in RowKindName]: RowTable<StoredRows[K]> };

export function makeTables(): RowTables {
  return mapTables((kind) => new RowTable<object>(ROW_KINDS[kind] as RowKind<object>)); // Each by its own descriptor.
}

export function forkTables(tables: RowTables): RowTables {
  return mapTables((kind) => tables[kind].fork());
}

function mapTables(make: (kind: RowKindName) => unknown): RowTables {
  return Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, make(kind)])) as unknown as RowTables; // One for each name.
}

export function listRows<K extends RowKindName>(
  tables: RowTables,
  kind: K,
  query: ListQuery<K>,
): StoredRows[K][] {
  const table: RowTable<StoredRows[K]> = tables[kind];
  return table.list(query);
}

const DUE = 'due';
const FIRST = 'due first';
const MADE = 'made';
const ENDED = 'ended';
const RUNS_OUT = 'runs out';
const NEVER = 'never ends';

function makeIndexes<Row extends object>(kind: RowKind<Row>): Map<string, RowIndex<Row>> {
  const { key, columns, made, ending } = kind;
  const columnNamed = (name: string): keyof Row & string => {
    assert(Object.hasOwn(columns, name), `rows of ${kind.table} have no column ${name}`);
    return name as keyof Row & string; // It is one of them.
  };
  const indexes = new Map<string, RowIndex<Row>>();
  const rest = made === undefined ? key : [made, ...key];
  for (const [name, lookup] of Object.entries(kind.lookups)) {
    const column = columnNamed(lookup.column);
    const where = lookup.where;
    if (where === undefined && column === key[0]) continue; // The rows themselves are in that order.
    const isFor = where && isWorthFinding<Row>(columnNamed(where.column), where.is);
    indexes.set(name, makeIndex([column, ...(where === undefined ? rest : key)], isFor));
  }
  if (made !== undefined) indexes.set(MADE, makeIndex(rest));
  if (Object.hasOwn(columns, DUE)) {
    const column = columnNamed(DUE);
    indexes.set(DUE, makeIndex([column, ...key], isWorthFinding<Row>(column, 'not null')));
  }
  if (kind.dueFirst !== undefined) {
    const column = columnNamed('dueAt');
    indexes.set(FIRST, makeIndex([column, ...kind.dueFirst], isWorthFinding<Row>(column, 'not null')));
  }
  if (ending !== undefined) {
    const [by, at, runsOut] = [ending.by, ending.at, ending.runsOut].map(columnNamed) as Three<
      keyof Row & string
    >;
    indexes.set(
      ENDED,
      makeIndex([by, at, ...key], (row) => row[by] !== null && row[at] !== null),
    );
    indexes.set(
      RUNS_OUT,
      makeIndex([runsOut, ...key], (row) => row[by] === null && row[runsOut] !== null),
    );
    indexes.set(
      NEVER,
      makeIndex(key, (row) => row[by] === null && row[runsOut] === null),
    );
  }
  return indexes;
}

type Three<T> = [T, T, T];

function makeIndex<Row>(
  order: readonly (keyof Row & string)[],
  isFor?: (row: Row) => boolean,
): RowIndex<Row> {
  const compare = compareBy<Row>(order);
  const isWhole = isFor === undefined;
  return { isFor: isFor ?? (() => true), isWhole, order, compare, rows: new SortedRows(compare) };
}

function isWorthFinding<Row>(column: keyof Row, is: 'positive' | 'not null'): (row: Row) => boolean {
  if (is === 'not null') return (row) => row[column] !== null;
  return (row) => {
    const value: unknown = row[column];
    return typeof value === 'bigint' ? value > 0n : typeof value === 'number' && value > 0;
  };
}
