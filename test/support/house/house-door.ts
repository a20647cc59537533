import { COMMANDS } from '../../../src/commands/command-table.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { open } from '../../../src/engine/open-house.ts';
import { perform } from '../memory/ledger-bank-calls.ts';
import type { HouseInput, SingleInput } from './house-input.ts';

export type House = Awaited<ReturnType<typeof open>>;
export type OpenOptions = NonNullable<Parameters<typeof open>[1]>;
export type OpenBook = ReturnType<House['book']>;
export type Transaction = Awaited<ReturnType<OpenBook['begin']>>;
export type JournalRecord = Awaited<ReturnType<OpenBook['events']>>[number];
type BulkInput = Parameters<OpenBook['submit']>[0];

const METHODS = new Map(Object.entries(COMMANDS).map(([method, { kind }]) => [kind, method]));

/** Gives a command to the method of a book, or of a transaction, that is called after its kind. */
export function callMethod(subject: OpenBook | Transaction, input: SingleInput): Promise<AnyAnswer> {
  const { kind, ...options } = input;
  if (input.kind === 'lock_before') {
    const { before, ...rest } = options as { before: number }; // It is one of them.
    return perform(subject, ['lockBefore', before, rest]) as Promise<AnyAnswer>; // As below.
  }
  return perform(subject, [METHODS.get(kind) ?? kind, options]) as Promise<AnyAnswer>; // Every such method answers so.
}

/** Gives a command, or a group, to a book by itself. */
export async function askBook(book: OpenBook, input: HouseInput): Promise<AnyAnswer> {
  if (input.kind !== 'atomic') return callMethod(book, input);
  const [answer] = await askBulk(book, [input]);
  if (answer === undefined) throw new Error('a command was not answered');
  return answer;
}

export function askBulk(book: OpenBook, inputs: readonly HouseInput[]): Promise<AnyAnswer[]> {
  return book.submit(inputs as BulkInput); // Each is a command as the table of methods has it.
}

/** All journal rows behind a cursor, a page at a time. */
export async function allEvents(book: OpenBook, after = 0, limit = 500): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for (let cursor = after; ; ) {
    const page = await book.events({ after: cursor, limit });
    records.push(...page);
    const last = page.at(-1);
    if (last === undefined) return records;
    cursor = last.seq;
  }
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

/** Everything that a list has, a page at a time. */
export async function allItems<Item>(
  pageAfter: (options: { after?: string; limit: number }) => Promise<Page<Item>>,
  limit = 3,
): Promise<Item[]> {
  const items: Item[] = [];
  let page = await pageAfter({ limit });
  for (;;) {
    items.push(...page.items);
    if (page.cursor === null) return items;
    page = await pageAfter({ after: page.cursor, limit });
  }
}
