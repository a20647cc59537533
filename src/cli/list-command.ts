import type { Command } from 'commander';
import type { CommandLine, OpenBook } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import { recordText } from './export/write-records.ts';
import { AssetFinder } from './find-asset.ts';
import { type Cell, type Column, plainTable } from './plain-table.ts';
import { printableText } from './printable-text.ts';
import { addPageOptions, type OrderOption, type PageOptions, readLimit } from './shared-options.ts';
import { shellWord } from './shell-word.ts';

/** A page as the house gives it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

/** Which page is read. */
interface PageQuery {
  readonly after?: string;
  readonly limit: number;
  readonly order: OrderOption;
}

/** What a command that lists is about. */
export interface ListCommand<O, Item> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Adds the filters. */
  readonly options: (command: Command) => Command;
  readonly page: (book: OpenBook, options: O, page: PageQuery) => Promise<Page<Item>>;
  readonly columns: readonly Column[];
  /** The item as JSON, every amount beside its asset. */
  readonly json: (item: Item, assets: AssetFinder) => Promise<object> | object;
  readonly row: (item: Item, assets: AssetFinder) => Promise<Cell[]> | Cell[];
}

/** Read from the house at once; a longer list is read page by page. */
const PAGE_ITEMS_MAX = 500;

/** Adds a command that lists rows of a book: a table, or one JSON document of items and the cursor. */
export function addListCommand<O, Item>(cli: CommandLine, definition: ListCommand<O, Item>): void {
  const { name, summary, examples, options: addOptions, page, columns, json, row } = definition;
  const command = cli.command(name, summary, examples);
  addPageOptions(addOptions(command)).action(
    cli.onHouse<O & PageOptions>({ reads: () => true }, async ({ book, options, output, isJson }) => {
      const limit = readLimit(options.limit);
      const { order } = options;
      const { items, cursor } = await gather(limit, options.after, (query) =>
        page(book, options, { ...query, order }),
      );
      const assets = new AssetFinder(book);
      if (isJson) {
        const shown: object[] = [];
        for (const item of items) shown.push(await json(item, assets));
        await output.print(recordText({ items: shown, cursor }));
        return EXIT.done;
      }
      const rows: Cell[][] = [];
      for (const item of items) rows.push(await row(item, assets));
      if (rows.length > 0) await output.print(plainTable(columns, rows, output.columns));
      else output.log(`No ${name} to show in book ${printableText(options.book)}.`);
      if (cursor !== null) output.log(`There are more: add --after ${shellWord(cursor)}`);
      return EXIT.done;
    }),
  );
}

async function gather<Item>(
  limit: number,
  start: string | undefined,
  read: (query: { after?: string; limit: number }) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let after = start;
  for (;;) {
    const size = Math.min(limit - items.length, PAGE_ITEMS_MAX);
    const page = await read(after === undefined ? { limit: size } : { after, limit: size });
    items.push(...page.items);
    if (page.cursor === null || items.length >= limit) return { items, cursor: page.cursor };
    after = page.cursor;
  }
}
