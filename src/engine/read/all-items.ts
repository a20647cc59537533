import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { isPlainObject } from '../../base/plain-object.ts';
import type { JournalRecord } from './journal-record.ts';
import type { Page, PageOptions, Pages } from './list-rows.ts';
import type { EventsOptions, JournalPages } from './read-journal.ts';

/** A list of a book: call it for a page, or ask for `all` and go through them. */
export interface List<Options extends PageOptions, Item> {
  /** One page. */
  (options?: Options): Promise<Page<Item>>;
  /**
   * All items, one after the other: `for await (const item of list.all(...))`. Read page by page, each as the book is then;
   * what was there at the beginning and stays is returned once. Break off when you have enough.
   */
  all(options?: Omit<Options, 'limit'>): AsyncGenerator<Item, void, undefined>;
}

/** A list of what was done to one thing, which its options name. */
export interface ListOf<Options extends PageOptions, Item> {
  /** One page. */
  (options: Options): Promise<Page<Item>>;
  /** All items, one after the other, read page by page as those of a `List`. */
  all(options: Omit<Options, 'limit'>): AsyncGenerator<Item, void, undefined>;
}

/** The journal as a list: its pages are arrays, and a row's number is its cursor. */
export interface EventList {
  /** One page. */
  (options?: EventsOptions): Promise<JournalRecord[]>;
  /** All rows, one after the other, up to what stands there when it comes to the end. `follow` waits for more. */
  all(options?: Omit<EventsOptions, 'limit'>): AsyncGenerator<JournalRecord, void, undefined>;
}

/**
 * @param pages checks, in the call, that the book may be asked, and the options
 * @param check throws where the book may not be asked any more
 */
export function listOf<Options extends PageOptions, Item>(
  pages: (options: Options) => Pages<Item>,
  check: () => void,
): List<Options, Item> {
  const page = async (options: Options = {} as Options): Promise<Page<Item>> => {
    return await pages(options)();
  };
  const all = (options: Omit<Options, 'limit'> = {} as Options): AsyncGenerator<Item, void, undefined> => {
    refuseLimit(options);
    const read = pages(options as Options);
    return itemsOf<Item, string>(async (cursor) => {
      check();
      const { items, cursor: next } = await read(cursor);
      return { items, next: next ?? undefined };
    });
  };
  return Object.assign(page, { all });
}

export function eventList(pages: (options: EventsOptions) => JournalPages, check: () => void): EventList {
  const page = async (options: EventsOptions = {}): Promise<JournalRecord[]> => {
    return await pages(options)();
  };
  const all = (
    options: Omit<EventsOptions, 'limit'> = {},
  ): AsyncGenerator<JournalRecord, void, undefined> => {
    refuseLimit(options);
    const read = pages(options);
    return itemsOf<JournalRecord, number>(async (last) => {
      check();
      const items = await read(last);
      return { items, next: items.length < PAGE_ROWS_MAX ? undefined : items.at(-1)?.seq };
    });
  };
  return Object.assign(page, { all });
}

function refuseLimit(options: unknown): void {
  if (!isPlainObject(options) || !Object.hasOwn(options, 'limit')) return;
  const expected = 'no limit: break off when you have enough';
  throw new TallystickError('bad_option', 'options.limit', options.limit, expected);
}

async function* itemsOf<Item, Cursor>(
  read: (cursor: Cursor | undefined) => Promise<{ items: readonly Item[]; next: Cursor | undefined }>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: Cursor | undefined;
  do {
    const { items, next } = await read(cursor);
    yield* items;
    cursor = next;
  } while (cursor !== undefined);
}
