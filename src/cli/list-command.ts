import type { Command, Option } from 'commander';
import { omitUndefined } from '../base/plain-object.ts';
import type { CommandLine, OpenBook } from './command-line.ts';
import { EXIT } from './exit-codes.ts';
import { recordText } from './export/write-records.ts';
import { AssetFinder } from './find-asset.ts';
import { momentText } from './moment-text.ts';
import { moneyText } from './money-text.ts';
import { itemJson } from './name-assets.ts';
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
  readonly order?: OrderOption;
}

/** What a command that lists is about. */
export interface ListCommand<O, Item> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Adds the filters. */
  readonly options: (command: Command) => Command;
  /** Which of them come first, where that is not simply the oldest. */
  readonly order?: Option;
  readonly page: (book: OpenBook, options: O, page: PageQuery) => Promise<Page<Item>>;
  readonly columns: readonly ListColumn<Item>[];
  /** The asset of the item's amounts; default: the one that it names, if any. */
  readonly asset?: (item: Item, assets: AssetFinder) => Promise<string | null>;
  /** The item as JSON, every amount beside its asset; default: by `asset`. */
  readonly json?: (item: Item, assets: AssetFinder) => Promise<object>;
}

/** A column with its cell of an item: an id or other text that may be broken, an amount (null: none), a moment (null: `absent`) or plain text. */
type ListColumn<Item> = Pick<Column, 'title' | 'isOptional'> &
  (
    | { readonly id: (item: Item) => Cell }
    | { readonly amount: (item: Item) => bigint | null }
    | { readonly moment: (item: Item) => number | null; readonly absent?: string }
    | { readonly text: (item: Item) => Cell; readonly align?: 'right' }
  );

function shapeOf<Item>(column: ListColumn<Item>): Column {
  const { title, isOptional } = column;
  const shared = isOptional === undefined ? { title } : { title, isOptional };
  if ('id' in column) return { ...shared, breaks: 'anywhere' };
  if ('moment' in column) return { ...shared, breaks: 'moment' };
  return 'amount' in column || column.align !== undefined ? { ...shared, align: 'right' } : shared;
}

function cellOf<Item>(column: ListColumn<Item>, item: Item, asset: string | null): Cell {
  if ('id' in column) return column.id(item);
  if ('text' in column) return column.text(item);
  if ('amount' in column) {
    const amount = column.amount(item);
    return amount === null ? 'none' : moneyText(amount, asset);
  }
  const moment = column.moment(item);
  return moment === null ? (column.absent ?? '') : momentText(moment);
}

const ownAsset = async (item: object): Promise<string | null> =>
  'asset' in item && typeof item.asset === 'string' ? item.asset : null;

/** Read from the house at once; a longer list is read page by page. */
const PAGE_ITEMS_MAX = 500;

/** Adds a command that lists rows of a book: a table, or one JSON document of items and the cursor. */
export function addListCommand<O, Item extends object>(
  cli: CommandLine,
  definition: ListCommand<O, Item>,
): void {
  const {
    name,
    summary,
    examples,
    options: addOptions,
    page,
    columns,
    asset: assetOf = ownAsset,
  } = definition;
  const { json = async (item, assets) => itemJson(item, await assetOf(item, assets)) } = definition;
  const command = cli.command(name, summary, examples);
  addPageOptions(addOptions(command), definition.order).action(
    cli.onHouse<O & PageOptions>({ reads: () => true }, async ({ book, options, output, isJson }) => {
      const limit = readLimit(options.limit);
      const { order } = options;
      const { items, cursor } = await gather(limit, options.after, (query) =>
        page(book, options, { ...query, ...omitUndefined({ order }) }),
      );
      const assets = new AssetFinder(book);
      if (isJson) {
        const shown: object[] = [];
        for (const item of items) shown.push(await json(item, assets));
        await output.print(recordText({ items: shown, cursor }));
        return EXIT.done;
      }
      const rows: Cell[][] = [];
      for (const item of items) {
        const asset = await assetOf(item, assets);
        rows.push(columns.map((column) => cellOf(column, item, asset)));
      }
      if (rows.length > 0) await output.print(plainTable(columns.map(shapeOf), rows, output.columns));
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
