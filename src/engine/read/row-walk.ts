import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { ListOrder } from '../../store/queries.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';

/** A place in a list: the moment, where the kind has one, and the key. */
export type ListPlace = readonly (string | number)[];

/** Reads so many rows behind a place, in order; fewer: there are no more. */
export type ReadRows<Row> = (after: ListPlace | undefined, limit: number) => Promise<Row[]>;

/** The columns that rows of a kind are listed by; those of the key alone where no order is named. */
export function placeColumns(kind: RowKindName, order: ListOrder | undefined): readonly string[] {
  const { key, made } = ROW_KINDS[kind];
  return made === undefined || order === undefined ? key : [made, ...key];
}

/** Where a row stands in lists of its kind in an order. */
function listPlace<K extends RowKindName>(
  kind: K,
  order: ListOrder | undefined,
  row: StoredRows[K],
): ListPlace {
  // Columns of keys hold texts and integers, and what rows are listed by is an integer, or null, which counts as 0.
  const values = row as unknown as Readonly<Record<string, string | number | null>>;
  return placeColumns(kind, order).map((column) => values[column] ?? 0);
}

export function comparePlaces(a: ListPlace, b: ListPlace): number {
  for (const [i, one] of a.entries()) {
    const other = b[i];
    const order =
      typeof one === 'string' ? compareUtf8(one, String(other)) : Math.sign(Number(one) - Number(other));
    if (order !== 0) return order;
  }
  return 0;
}

/** Rows that were read already, in order, as if they were read behind a place. */
export function readsFrom<K extends RowKindName>(
  kind: K,
  order: ListOrder | undefined,
  rows: readonly StoredRows[K][],
): ReadRows<StoredRows[K]> {
  const sign = order === 'newest' ? -1 : 1;
  const placed = rows
    .map((row) => ({ row, place: listPlace(kind, order, row) }))
    .sort((a, b) => sign * comparePlaces(a.place, b.place));
  return async (after, limit) =>
    placed
      .filter(({ place }) => after === undefined || sign * comparePlaces(place, after) > 0)
      .slice(0, limit)
      .map(({ row }) => row);
}

/** One of several lists in the same order, with what was read of it ahead. */
interface Strand<Row> {
  readonly read: ReadRows<Row>;
  rows: readonly Row[];
  next: number;
  after: ListPlace | undefined;
  isEnd: boolean;
}

/** Goes along several lists as if they were one, in order, each row once. Reads more at a time the longer it takes. */
export class RowWalk<K extends RowKindName> {
  readonly #kind: K;
  readonly #order: ListOrder | undefined;
  readonly #sign: number;
  readonly #strands: Strand<StoredRows[K]>[];
  #size: number;
  #last: ListPlace | undefined;

  /** @param first how many rows are read at first, of all lists together */
  constructor(
    kind: K,
    order: ListOrder | undefined,
    reads: readonly ReadRows<StoredRows[K]>[],
    { after, first }: { readonly after: ListPlace | undefined; readonly first: number },
  ) {
    this.#kind = kind;
    this.#order = order;
    this.#sign = order === 'newest' ? -1 : 1;
    this.#strands = reads.map((read) => ({ read, rows: [], next: 0, after, isEnd: false }));
    this.#size = Math.max(1, Math.ceil(first / Math.max(1, reads.length)));
  }

  /** Where the last row that it gave stands. */
  get place(): ListPlace | undefined {
    return this.#last;
  }

  /** The next row; undefined at the end. */
  async next(): Promise<StoredRows[K] | undefined> {
    const empty = this.#strands.filter(({ rows, next, isEnd }) => next === rows.length && !isEnd);
    if (empty.length > 0) {
      const size = Math.min(this.#size, PAGE_ROWS_MAX);
      await Promise.all(empty.map((strand) => this.#fill(strand, size)));
      this.#size = size * 2;
    }
    let first:
      | { readonly strand: Strand<StoredRows[K]>; readonly row: StoredRows[K]; readonly place: ListPlace }
      | undefined;
    for (const strand of this.#strands) {
      const row = strand.rows[strand.next];
      if (row === undefined) continue;
      const place = listPlace(this.#kind, this.#order, row);
      if (first === undefined || this.#sign * comparePlaces(place, first.place) < 0)
        first = { strand, row, place };
    }
    if (first === undefined) return undefined;
    first.strand.next += 1;
    // What stands in two of the lists is given once.
    const isAgain = this.#last !== undefined && comparePlaces(first.place, this.#last) === 0;
    this.#last = first.place;
    return isAgain ? await this.next() : first.row;
  }

  async #fill(strand: Strand<StoredRows[K]>, size: number): Promise<void> {
    strand.rows = await strand.read(strand.after, size);
    assert(strand.rows.length <= size, 'no more rows are read than were asked for');
    strand.next = 0;
    strand.isEnd = strand.rows.length < size;
    const last = strand.rows.at(-1);
    if (last !== undefined) strand.after = listPlace(this.#kind, this.#order, last);
  }
}
