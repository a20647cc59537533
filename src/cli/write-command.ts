import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { TallystickError } from '../base/error.ts';
import { StoreError } from '../base/store-error.ts';
import type { AcrossAnswer, AnyAnswer } from '../engine/answer.ts';
import { open } from '../engine/open-house.ts';
import type { CommandLine, GlobalOptions } from './command-line.ts';
import { AssetFinder, type NamedAccounts } from './find-asset.ts';
import type { House, OpenBook } from './house-types.ts';
import { isHouseThere } from './house-url.ts';
import { hasDot, readMoney } from './money-text.ts';
import { addWriteOptions, type WriteOptions } from './shared-options.ts';
import { shellWord } from './shell-word.ts';
import { showAnswer } from './show-answer.ts';

/** What a command that changes something is about. */
export interface WriteCommand<O> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Whether it may be the first command of a house, and so make the file. */
  readonly creates?: boolean;
  /** Adds the options of this command. */
  readonly options: (command: Command) => Command;
  /** Submits it. */
  readonly submit: (
    book: OpenBook,
    options: O & WriteOptions,
    request: WriteRequest,
    house: House,
  ) => Promise<AnyAnswer | AcrossAnswer>;
}

/** What every submitted command needs besides its own options. */
export interface WriteRequest {
  /** The id, made when none was given, and the moment if it was. */
  readonly dated: { readonly id: string; readonly effectiveAt?: number };
  /** How it is taken. */
  readonly how: { readonly retryRefused: boolean };
  /** Reads an amount; one with a dot in the scale of the accounts that the command names. */
  readonly amount: (field: string, text: string, asset?: string | null) => Promise<bigint>;
}

/** Adds a command that changes something: it is submitted, and its answer shown. */
export function addWriteCommand<O>(cli: CommandLine, definition: WriteCommand<O>): void {
  const { name, summary, examples, creates = false, options: addOptions, submit } = definition;
  const command = cli.command(name, summary, examples);
  addWriteOptions(addOptions(command)).action(
    cli.onHouse<O & WriteOptions & NamedAccounts>(
      { creates, check: creates ? ({ url, options }) => rehearse(url, options, submit) : noCheck },
      async ({ house, book, options, output, isJson }) => {
        const answer = await submitTo(house, book, options, submit);
        const isAmountShown = !isJson && hasAmounts(answer);
        const asset = isAmountShown
          ? await new AssetFinder(book).ofCommand(options, answer.effectiveAt)
          : null;
        return showAnswer(output, { command: name, answer, asset, isJson });
      },
    ),
  );
}

type Submit<O> = WriteCommand<O>['submit'];

const noCheck = async (): Promise<void> => {};

async function submitTo<O>(
  house: House,
  book: OpenBook,
  options: O & WriteOptions & NamedAccounts,
  submit: Submit<O>,
): Promise<AnyAnswer | AcrossAnswer> {
  // Named here and not by the house, so that an error can tell by which id to ask again.
  const dated = readDated(options, options.id ?? randomUUID());
  const assets = new AssetFinder(book);
  const amount = async (field: string, text: string, asset?: string | null): Promise<bigint> => {
    const known = hasDot(text) ? (asset ?? (await assets.ofCommand(options, dated.effectiveAt))) : null;
    return readMoney(field, text, known);
  };
  const how = { retryRefused: readRetry(options) };
  return namingId(dated.id, () => submit(book, options, { dated, how, amount }, house));
}

/** Tries a command on an empty house in memory, so that a malformed one throws before a file was made for it. */
async function rehearse<O>(
  url: string,
  options: O & WriteOptions & NamedAccounts & GlobalOptions,
  submit: Submit<O>,
): Promise<void> {
  if (isHouseThere(url)) return;
  const house = await open('memory:');
  try {
    await submitTo(house, house.book(options.book), options, submit);
  } finally {
    await house.close();
  }
}

function readRetry({ id, retryRefused = false }: WriteOptions): boolean {
  if (!retryRefused || id !== undefined) return retryRefused;
  throw new TallystickError('bad_option', '--retry-refused', retryRefused, 'the --id that was refused, too');
}

function readDated({ effectiveAt }: WriteOptions, id: string): WriteRequest['dated'] {
  return effectiveAt === undefined ? { id } : { id, effectiveAt };
}

async function namingId<A>(id: string, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'outcome_unknown') throw error;
    throw new StoreError(error.code, `${error.message.replace(/\.$/, '')} (--id ${shellWord(id)})`, error);
  }
}

function hasAmounts(answer: AnyAnswer | AcrossAnswer): boolean {
  if (!answer.ok) return answer.available !== undefined;
  return 'seq' in answer && (answer.amount !== undefined || answer.allocations !== undefined);
}
