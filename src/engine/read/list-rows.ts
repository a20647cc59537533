import { optionalLimit } from '../../base/checked-options.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';
import type { ListQuery, StoreView } from '../../store/store.ts';
import type { BookReader } from './book-reader.ts';
import { type CursorColumn, readCursor, writeCursor } from './cursor.ts';

/** One page of a list. */
export interface Page<Item> {
  /** In the order of the list. */
  readonly items: readonly Item[];
  /** Give it back as `after` for the next page; null at the end. */
  readonly cursor: string | null;
}

/** Which page of a list. */
export interface PageOptions {
  /** The cursor of the page before; default: the beginning. */
  readonly after?: string | undefined;
  /** How many items at most, from 1 up to the default, 1,000. */
  readonly limit?: number | undefined;
}

/** How a list is made: what is looked at, what is left out, and how it is shown. */
export interface Listing<K extends RowKindName, Item> {
  readonly kind: K;
  readonly where?: ListQuery<K>['where'] | undefined;
  /** Id of the account that the rows' column `account` is to mean, where that is asked for. */
  readonly account?: string | undefined;
  /** What a row is told as; undefined leaves it out. Made anew for each view, at whose present moment it may look. */
  readonly show: (now: () => Promise<number>) => Show<K, Item> | Promise<Show<K, Item>>;
}

type Show<K extends RowKindName, Item> = (row: StoredRows[K]) => Item | undefined;

/** Rows in the order of their keys. O(rows looked at); a filter that leaves most out looks at many. */
export async function listRows<K extends RowKindName, Item>(
  reader: BookReader,
  options: PageOptions,
  listing: Listing<K, Item>,
): Promise<Page<Item>> {
  const { kind, show } = listing;
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const place = [kind, reader.book];
  const begin = readCursor('after', options.after, place, keyColumns(kind));
  return reader.withSnapshot(async (view, now) => {
    // On another view the page begins anew.
    const items: Item[] = [];
    let after = begin;
    const tell = await show(now);
    const where = listing.where ?? (await whereAccount(view, reader.book, listing));
    for (;;) {
      const rows = await view.list(reader.book, kind, {
        limit: PAGE_ROWS_MAX,
        ...(after === undefined ? {} : { after }),
        ...(where === undefined ? {} : { where }),
      });
      for (const row of rows) {
        const item = tell(row);
        if (item !== undefined && items.length === limit)
          return { items, cursor: writeCursor(place, after ?? []) };
        if (item !== undefined) items.push(item);
        after = keyOf(kind, row);
      }
      if (rows.length < PAGE_ROWS_MAX) return { items, cursor: null };
    }
  });
}

/** An account that had one life is found by an index; of one with several lives, `show` sorts out the rest. */
async function whereAccount<K extends RowKindName, Item>(
  view: StoreView,
  book: string,
  { account }: Listing<K, Item>,
): Promise<ListQuery<K>['where']> {
  if (account === undefined) return undefined;
  const lives = await view.find(book, 'account', 'id', [account]);
  const column = 'account' as keyof StoredRows[K] & string; // Kinds that are listed by account have it.
  return lives.length === 1 ? { column, equals: lives[0]?.key ?? '' } : undefined;
}

/** Key columns hold texts and integers. */
function keyColumns<K extends RowKindName>(kind: K): CursorColumn[] {
  const { key, columns } = ROW_KINDS[kind];
  return key.map((name) => (columns[name].type === 'text' ? 'text' : 'integer'));
}

function keyOf<K extends RowKindName>(kind: K, row: StoredRows[K]): (string | number)[] {
  // Key columns hold texts and integers.
  return ROW_KINDS[kind].key.map(
    (column) => (row as unknown as Record<string, string | number>)[column] ?? '',
  );
}
