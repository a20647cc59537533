import { randomUUID } from 'node:crypto';
import { COMMANDS, type CommandInput } from '../commands/command-table.ts';
import type { AnyEntry, CommandLineEntry } from '../commands/entry.ts';
import type { AcrossAnswer, AnyAnswer, DryAnswer } from '../engine/answer.ts';
import { open } from '../engine/open-house.ts';
import { requireAmount } from './amount-options.ts';
import type { CommandLine, GlobalOptions, House, OpenBook } from './command-line.ts';
import { readExpectations } from './expectation-text.ts';
import { addFieldOptions, doneText, type OptionValues, readField } from './field-options.ts';
import { AssetFinder, type NamedAccounts } from './find-asset.ts';
import { isHouseThere } from './house-url.ts';
import { type AmountOptions, moneyText } from './money-text.ts';
import { RequestAmounts, type ShownAmount } from './request-amounts.ts';
import { addWriteOptions, type WriteOptions } from './shared-options.ts';
import { showAnswer } from './show-answer.ts';
import { similarAccounts } from './similar-accounts.ts';
import { addOtherBookOptions, isBetweenBooks, transferBetweenBooks } from './transfer-between-books.ts';
import { namingId, readDated, readRetry, type WriteRequest } from './write-request.ts';

type WriteAnswer = AnyAnswer | AcrossAnswer;

/** A command that was submitted: what it came to, and the amounts that were read for it. */
interface Submitted {
  readonly answer: WriteAnswer;
  readonly amounts: readonly ShownAmount[];
}

/** Adds every command of the table that the command line has: it is submitted, and its answer shown. */
export function addWriteCommands(cli: CommandLine): void {
  for (const [method, entry] of Object.entries<AnyEntry>(COMMANDS)) {
    if (entry.cli !== undefined) addWriteCommand(cli, method, entry, entry.cli);
  }
}

function addWriteCommand(cli: CommandLine, method: string, entry: AnyEntry, help: CommandLineEntry): void {
  const { kind, fields } = entry;
  const { summary, examples, creates = false, done } = help;
  const name = kind.replaceAll('_', '-');
  const command = cli.command(name, summary, examples);
  for (const [field, about] of Object.entries(fields)) addFieldOptions(command, field, about);
  if (kind === 'transfer') addOtherBookOptions(command);
  const submit = (request: WriteRequest): Promise<WriteAnswer> =>
    isBetweenBooks(kind, request) ? transferBetweenBooks(request) : submitOne(method, entry, request);
  addWriteOptions(command).action(
    cli.onHouse<WriteOptions & NamedAccounts & AmountOptions & OptionValues>(
      {
        reads: ({ options }) => options.dryRun === true,
        creates: ({ options }) => creates && options.dryRun !== true,
        check: async ({ url, options }) => {
          requireAmount(command, options);
          if (creates && options.dryRun !== true) await rehearse(url, options, entry, submit);
        },
      },
      async ({ house, book, options, output, isJson }) => {
        const { answer, amounts } = await submitTo(house, book, options, entry, submit);
        const assets = new AssetFinder(book);
        const asset = hasAmounts(answer) ? await assetOfAnswer(answer, assets, options) : null;
        const texts: string[] = [];
        if (answer.ok && !isJson) {
          for (const { amount, find } of amounts) texts.push(moneyText(amount, await find()));
          texts.push(...amountsOf(answer).map((amount) => moneyText(amount, asset)));
        }
        const doneLine = answer.ok ? doneText(done, fields, options, texts) : '';
        const similar = isJson ? [] : await meantBy(answer, (named) => house.book(named ?? options.book));
        return showAnswer(output, { command: name, answer, asset, said: doneLine, similar, isJson });
      },
    ),
  );
}

/** Submits a command to the book of the command line, or only tries it. */
async function submitOne(
  method: string,
  { kind, fields, positional }: AnyEntry,
  { book, options, dated, how, amounts }: WriteRequest,
): Promise<WriteAnswer> {
  const expected = await readExpectations(options.expect, amounts);
  const input: Record<string, unknown> = { ...dated, ...(expected.length === 0 ? {} : { expect: expected }) };
  for (const [name, field] of Object.entries(fields)) {
    const value = await readField(name, field, options, amounts);
    if (value !== undefined) input[name] = value;
  }
  if (options.dryRun === true) {
    const tried: DryAnswer = await book.dryRun({ ...input, kind } as CommandInput, how); // The book checks it.
    return tried as AnyAnswer; // It has `asOf` in place of what only a record has; whoever shows it looks at that first.
  }
  const methods = book as unknown as Readonly<Record<string, (...given: unknown[]) => Promise<AnyAnswer>>>; // Made of that table.
  if (positional === undefined) return await (methods[method]?.(input, how) as Promise<AnyAnswer>);
  const { [positional]: value, ...rest } = input;
  return await (methods[method]?.(value, rest, how) as Promise<AnyAnswer>);
}

/** What the amounts of an answer are in: the asset of what the command named, else of the account that stood in the way. */
async function assetOfAnswer(
  answer: WriteAnswer,
  assets: AssetFinder,
  options: NamedAccounts,
): Promise<string | null> {
  const asset = await assets.ofCommand(options, answer.effectiveAt);
  if (asset !== null || answer.ok || answer.subject === undefined) return asset;
  return assets.at(answer.subject, answer.effectiveAt);
}

/** The ids that may be meant where a refusal names an account which never was. */
async function meantBy(
  answer: WriteAnswer,
  bookOf: (name: string | undefined) => OpenBook,
): Promise<string[]> {
  if (answer.ok || answer.subject === undefined) return [];
  const { openedAt, endedAt, subject, book } = answer;
  return openedAt === null && endedAt === undefined ? similarAccounts(bookOf(book), subject) : [];
}

/** What an answer says was moved. */
function amountsOf(answer: WriteAnswer): bigint[] {
  if (!answer.ok || 'seqs' in answer) return [];
  const { amount, allocations } = answer;
  if (amount !== undefined) return [amount];
  return allocations === undefined ? [] : [allocations.reduce((sum, one) => sum + one.amount, 0n)];
}

async function submitTo(
  house: House,
  book: OpenBook,
  options: WriteOptions & NamedAccounts & OptionValues,
  { hasNaturalKey = false }: AnyEntry,
  submit: (request: WriteRequest) => Promise<WriteAnswer>,
): Promise<Submitted> {
  // Named here and not by the house, so that an error can name the id to retry with.
  const isNamed = typeof hasNaturalKey === 'string' ? options[hasNaturalKey] !== undefined : hasNaturalKey;
  const id = options.id ?? (isNamed || options.dryRun === true ? undefined : randomUUID());
  const dated = readDated(options, id);
  const how = { retryRefused: readRetry(options) };
  const amounts = new RequestAmounts(book, options, dated.effectiveAt);
  const answer = await namingId(id, () => submit({ house, book, options, dated, how, amounts }));
  return { answer, amounts: amounts.shown };
}

/** Tries a command on an empty house in memory, so that a malformed one throws before a file was made for it. */
async function rehearse(
  url: string,
  options: WriteOptions & NamedAccounts & GlobalOptions & OptionValues,
  entry: AnyEntry,
  submit: (request: WriteRequest) => Promise<WriteAnswer>,
): Promise<void> {
  if (isHouseThere(url)) return;
  const house = await open('memory:');
  try {
    await submitTo(house, house.book(options.book), options, entry, submit);
  } finally {
    await house.close();
  }
}

function hasAmounts(answer: WriteAnswer): boolean {
  // What was recorded before refusals had figures does not say what its amount is in.
  if (!answer.ok) return answer.available !== undefined && answer.asset === undefined;
  return !('seqs' in answer) && (answer.amount !== undefined || answer.allocations !== undefined);
}
