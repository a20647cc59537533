import { optionalLimit } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX, SCANNED_ROWS_MAX } from '../../base/limits.ts';
import { boundsUnder } from '../../base/path.ts';
import type { ListOrder } from '../../store/queries.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';
import type { StoreView } from '../../store/store.ts';
import type { BookReader } from './book-reader.ts';
import { type CursorColumn, readCursor, writeCursor } from './cursor.ts';
import type { ReadSome } from './list-present.ts';
import {
  comparePlaces,
  type ListPlace,
  placeColumns,
  type ReadRows,
  RowWalk,
  readsFrom,
} from './row-walk.ts';

/** One page of a list. */
export interface Page<Item> {
  /** In the order of the list. */
  readonly items: readonly Item[];
  /**
   * Give it back as `after` for the next page; null at the end. A page may be shorter than its limit, even empty, and have
   * one: then many rows were looked at that are not asked for.
   */
  readonly cursor: string | null;
}

/** Which page of a list. */
export interface PageOptions {
  /** The cursor of the page before; default: the beginning. */
  readonly after?: string | undefined;
  /** How many items at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
  /** `oldest` first, the default, or `newest` first. */
  readonly order?: ListOrder | undefined;
}

/** A list whose options were checked: the page behind a cursor that it gave, or the one that was asked for. */
export type Pages<Item> = (cursor?: string) => Promise<Page<Item>>;

/** How a list is made: where its rows are found, which are left out, and how they are shown. */
export interface Listing<K extends RowKindName, Item> {
  readonly kind: K;
  /** Only rows that a lookup finds under a value: so few that all are read. */
  readonly found?: { readonly lookup: string; readonly value: string } | undefined;
  /** Only rows whose key begins with an id in this path, in order of their keys. */
  readonly path?: string | undefined;
  /** Only rows with one of the lives of an account's id in one of these columns. */
  readonly account?: string | undefined;
  readonly columns?: readonly (keyof StoredRows[K] & string)[];
  /**
   * How rows are found by what they are now, where that leaves out many; each reads so many of them, in any order. Together
   * they have all that `show` shows. Made anew for each view, at whose present moment it may look.
   */
  readonly present?: ((now: number) => readonly ReadSome<StoredRows[K]>[]) | undefined;
  /** Whether rows are shown as they are at the present moment. */
  readonly isTimed?: boolean;
  /** What a row is shown as, at the present moment; undefined leaves it out. */
  readonly show: (row: StoredRows[K], now: number) => Item | undefined;
}

/** From which end a list is returned: the oldest first by default. Throws `bad_option`. */
export function checkOrder(order: unknown): ListOrder {
  if (order === undefined || order === 'oldest') return 'oldest';
  if (order === 'newest') return 'newest';
  throw new TallystickError('bad_option', 'order', order, 'oldest or newest');
}

/** So many rows are looked at before it is asked whether what they are now finds fewer. */
const FIRST_LOOK = 64;

/**
 * Rows in order of their moment. Cost: what it returns, where they are found by an index; where that leaves rows out, at most
 * SCANNED_ROWS_MAX of them a page.
 */
export function pagesOf<K extends RowKindName, Item>(
  reader: BookReader,
  options: PageOptions,
  listing: Listing<K, Item>,
): Pages<Item> {
  const { kind, path } = listing;
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const order = path === undefined ? checkOrder(options.order) : undefined;
  const place = [kind, reader.book, order ?? `in ${path}`];
  const read = (cursor: unknown): ListPlace | undefined =>
    readCursor('after', cursor, place, cursorColumns(kind, order));
  const begin = read(options.after);
  return (cursor) => {
    const after = cursor === undefined ? begin : read(cursor);
    return reader.onPresent(async (view, now) => {
      // On another view the page begins anew.
      const page = new PageInMaking({
        view,
        book: reader.book,
        listing,
        order,
        after,
        limit,
        now: listing.isTimed === true ? await now() : 0,
      });
      const { items, behind } = await page.make();
      return { items, cursor: behind === undefined ? null : writeCursor(place, behind) };
    });
  };
}

interface PageParts<K extends RowKindName, Item> {
  readonly view: StoreView;
  readonly book: string;
  readonly listing: Listing<K, Item>;
  /** Undefined: that of the keys. */
  readonly order: ListOrder | undefined;
  readonly after: ListPlace | undefined;
  readonly limit: number;
  readonly now: number;
}

/** What a page has come to: its items, and the place that the next one begins behind; undefined: there is none. */
interface Made<Item> {
  readonly items: Item[];
  readonly behind: ListPlace | undefined;
}

class PageInMaking<K extends RowKindName, Item> {
  readonly #parts: PageParts<K, Item>;
  #items: Item[] = [];
  #behind: ListPlace | undefined;
  #looked = 0;

  constructor(parts: PageParts<K, Item>) {
    this.#parts = parts;
  }

  async make(): Promise<Made<Item>> {
    const { listing, now } = this.#parts;
    const present = listing.present?.(now) ?? [];
    const reads = await this.#reads();
    if (present.length === 0) return (await this.#walk(reads, SCANNED_ROWS_MAX)) ?? this.#end();
    // Whichever ends first: going along all of them, or reading those that are now what is asked for. Neither reads more than
    // twice as much as the other one would.
    const walk = this.#newWalk(reads, FIRST_LOOK);
    for (let size = FIRST_LOOK; size <= PAGE_ROWS_MAX; size *= 2) {
      const made = await this.#goOn(walk, size);
      if (made !== undefined) return made;
      if (this.#items.length * 2 > this.#looked) continue;
      const found = await this.#readPresent(present, size);
      if (found === undefined) continue;
      [this.#items, this.#behind, this.#looked] = [[], undefined, 0];
      const { kind } = listing;
      return (
        (await this.#walk([readsFrom(kind, this.#parts.order, found)], Number.POSITIVE_INFINITY)) ??
        this.#end()
      );
    }
    return (await this.#goOn(walk, SCANNED_ROWS_MAX)) ?? this.#end();
  }

  /** Where the page ends because enough was looked at. */
  #end(): Made<Item> {
    return { items: this.#items, behind: this.#behind };
  }

  #newWalk(reads: readonly ReadRows<StoredRows[K]>[], first: number): RowWalk<K> {
    const { listing, order, after } = this.#parts;
    return new RowWalk(listing.kind, order, reads, { after, first });
  }

  #walk(reads: readonly ReadRows<StoredRows[K]>[], lookMax: number): Promise<Made<Item> | undefined> {
    // One more tells whether there is another page.
    return this.#goOn(this.#newWalk(reads, this.#parts.limit + 1), lookMax);
  }

  /** Goes along until the page is whole; undefined when so many rows were looked at before. */
  async #goOn(walk: RowWalk<K>, lookMax: number): Promise<Made<Item> | undefined> {
    const { listing, limit, now } = this.#parts;
    while (this.#looked < lookMax) {
      const row = await walk.next();
      if (row === undefined) return { items: this.#items, behind: undefined };
      this.#looked += 1;
      const item = listing.show(row, now);
      if (item !== undefined && this.#items.length === limit) return this.#end();
      if (item !== undefined) this.#items.push(item);
      this.#behind = walk.place;
    }
    return undefined;
  }

  /** The rows that are now what is asked for; undefined when there may be more than so many. */
  async #readPresent(
    present: readonly ReadSome<StoredRows[K]>[],
    size: number,
  ): Promise<StoredRows[K][] | undefined> {
    const found = await Promise.all(present.map((read) => read(this.#parts.view, size)));
    return found.some((rows) => rows.length >= size) ? undefined : found.flat();
  }

  /** The lists that together have all rows that may be asked for. */
  async #reads(): Promise<ReadRows<StoredRows[K]>[]> {
    const { view, book, listing, order } = this.#parts;
    const { kind, found, path, account, columns = [] } = listing;
    if (found !== undefined) {
      return [readsFrom(kind, order, await view.find(book, kind, found.lookup, [found.value]))];
    }
    const list =
      (where?: {
        readonly column: keyof StoredRows[K] & string;
        readonly equals: string;
      }): ReadRows<StoredRows[K]> =>
      (after, limit) =>
        view.list(book, kind, {
          ...(order && { order }),
          limit,
          ...(after && { after }),
          ...(where && { where }),
        });
    if (path !== undefined) {
      // The id itself comes before all that is under it, and others lie between.
      const { from, before } = boundsUnder(path);
      const first = ROW_KINDS[kind].key.map((_, i) => (i === 0 ? from : ''));
      return [
        readsFrom(kind, order, await view.find(book, kind, 'id', [path])),
        (after = first, limit) =>
          view.list(book, kind, { after: comparePlaces(after, first) < 0 ? first : after, before, limit }),
      ];
    }
    if (account === undefined) return [list()];
    const lives = await view.find(book, 'account', 'id', [account]);
    return columns.flatMap((column) => lives.map(({ key }) => list({ column, equals: key })));
  }
}

function cursorColumns(kind: RowKindName, order: ListOrder | undefined): CursorColumn[] {
  const columns: Readonly<Record<string, { readonly type: string }>> = ROW_KINDS[kind].columns;
  return placeColumns(kind, order).map((name) => (columns[name]?.type === 'text' ? 'text' : 'integer'));
}
