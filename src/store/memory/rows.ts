import { assert } from '../../base/assert.ts';
import type { Lookup, RowKind } from '../row-columns.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../row-kinds.ts';
import type { ListQuery } from '../store.ts';
import { compareBy, compareToKey } from './compare-rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** A way to find rows by one column: those that it is for, in order of that column, then of their key. */
interface RowIndex<Row> {
  readonly column: keyof Row & string;
  readonly isFor: (row: Row) => boolean;
  /** True when `isFor` takes every row. */
  readonly isWhole: boolean;
  readonly order: readonly (keyof Row & string)[];
  readonly rows: SortedRows<Row>;
}

/**
 * The rows of one kind in one book: by their key, and once more for each lookup. An index that a change leaves as it
 * was costs one more put, of the new row in place of the old.
 */
export class RowTable<Row extends object> {
  readonly #kind: RowKind<Row>;
  readonly #rows: SortedRows<Row>;
  /** By the name of the lookup; `due` is one more, for kinds that have it. */
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
      for (const { column, isFor, rows: indexed } of this.#indexes.values()) {
        const stays = isFor(row);
        if (before !== undefined && isFor(before) && !(stays && before[column] === row[column])) {
          indexed.remove(before);
        }
        if (stays) indexed.put(row);
      }
    }
  }

  /** The rows that a lookup finds under any of the values, each once. */
  find(lookup: string, values: readonly string[]): Row[] {
    const index = this.#indexes.get(lookup) ?? this.#byKey(this.#kind.lookups[lookup]);
    assert(index !== undefined, `rows of ${this.#kind.table} cannot be looked up by ${lookup}`);
    return [...new Set(values)].flatMap((value) =>
      index.rows.between({
        isBefore: (row) => compareToKey(row, index.order, [value]) < 0,
        isBehind: (row) => row[index.column] !== value,
      }),
    );
  }

  /**
   * Rows in the order of their keys. By the key or the whole of an index if it begins with the column, else all are
   * looked at.
   */
  list({ after, limit, where }: TableQuery<Row>): Row[] {
    if (where === undefined) {
      return this.#rows.between({ isBefore: this.#notBehind(this.#kind.key, after), limit });
    }
    const { column, equals } = where;
    const { key } = this.#kind;
    if (column === key[0]) {
      return this.#rows.between({
        isBefore: (row) =>
          compareToKey(row, key, [equals]) < 0 || (after !== undefined && compareToKey(row, key, after) <= 0),
        isBehind: (row) => compareToKey(row, key, [equals]) > 0,
        limit,
      });
    }
    const index = [...this.#indexes.values()].find((one) => one.isWhole && one.column === column);
    if (index === undefined) {
      const isWanted = (row: Row): boolean => row[column] === equals;
      return this.#rows.between({ isBefore: this.#notBehind(this.#kind.key, after), isWanted, limit });
    }
    return index.rows.between({
      isBefore:
        after === undefined
          ? (row) => compareToKey(row, index.order, [equals]) < 0
          : this.#notBehind(index.order, [equals, ...after]),
      isBehind: (row) => row[column] !== equals,
      limit,
    });
  }

  /** Rows whose `due` is at or before a moment, in order of due, then key. */
  due(until: number, limit: number): Row[] {
    const index = this.#indexes.get(DUE);
    assert(index !== undefined, `rows of ${this.#kind.table} are never due`);
    return index.rows.between({ isBehind: (row) => compareToKey(row, index.order, [until]) > 0, limit });
  }

  #notBehind(
    order: readonly (keyof Row & string)[],
    key: readonly (string | number)[] | undefined,
  ): ((row: Row) => boolean) | undefined {
    return key && ((row) => compareToKey(row, order, key) <= 0);
  }

  /** The rows themselves as an index, for a lookup on the first column of their key. */
  #byKey(lookup: Lookup | undefined): RowIndex<Row> | undefined {
    const { key } = this.#kind;
    const column = key[0];
    if (lookup === undefined || lookup.column !== column) return undefined;
    return { column, isFor: () => true, isWhole: true, order: key, rows: this.#rows };
  }
}

interface TableQuery<Row> {
  readonly after?: readonly (string | number)[];
  readonly limit: number;
  readonly where?: { readonly column: keyof Row & string; readonly equals: string };
}

/** The tables of a book, one for each kind. */
export type RowTables = { readonly [K in RowKindName]: RowTable<StoredRows[K]> };

export function makeTables(): RowTables {
  return {
    command: new RowTable(ROW_KINDS.command),
    account: new RowTable(ROW_KINDS.account),
    hold: new RowTable(ROW_KINDS.hold),
    offer: new RowTable(ROW_KINDS.offer),
    payment: new RowTable(ROW_KINDS.payment),
    refund: new RowTable(ROW_KINDS.refund),
    credit: new RowTable(ROW_KINDS.credit),
    import: new RowTable(ROW_KINDS.import),
    label: new RowTable(ROW_KINDS.label),
  };
}

export function forkTables(tables: RowTables): RowTables {
  return {
    command: tables.command.fork(),
    account: tables.account.fork(),
    hold: tables.hold.fork(),
    offer: tables.offer.fork(),
    payment: tables.payment.fork(),
    refund: tables.refund.fork(),
    credit: tables.credit.fork(),
    import: tables.import.fork(),
    label: tables.label.fork(),
  };
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

function makeIndexes<Row extends object>(kind: RowKind<Row>): Map<string, RowIndex<Row>> {
  const { key, columns } = kind;
  const columnNamed = (name: string): keyof Row & string => {
    assert(Object.hasOwn(columns, name), `rows of ${kind.table} have no column ${name}`);
    return name as keyof Row & string; // It is one of them.
  };
  const indexes = new Map<string, RowIndex<Row>>();
  for (const [name, lookup] of Object.entries(kind.lookups)) {
    const column = columnNamed(lookup.column);
    const where = lookup.where;
    if (where === undefined && column === key[0]) continue; // The rows themselves are in that order.
    indexes.set(name, makeIndex(key, column, where && { column: columnNamed(where.column), is: where.is }));
  }
  if (Object.hasOwn(columns, DUE)) {
    const column = columnNamed(DUE);
    indexes.set(DUE, makeIndex(key, column, { column, is: 'not null' }));
  }
  return indexes;
}

function makeIndex<Row>(
  key: readonly (keyof Row & string)[],
  column: keyof Row & string,
  where: { readonly column: keyof Row & string; readonly is: 'positive' | 'not null' } | undefined,
): RowIndex<Row> {
  const order = [column, ...key];
  return {
    column,
    isFor: where === undefined ? () => true : isWorthFinding(where.column, where.is),
    isWhole: where === undefined,
    order,
    rows: new SortedRows(compareBy(order)),
  };
}

function isWorthFinding<Row>(column: keyof Row, is: 'positive' | 'not null'): (row: Row) => boolean {
  if (is === 'not null') return (row) => row[column] !== null;
  return (row) => {
    const value: unknown = row[column];
    return typeof value === 'bigint' ? value > 0n : typeof value === 'number' && value > 0;
  };
}
