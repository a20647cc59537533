import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { StoreError } from '../base/store-error.ts';
import type { AcrossAnswer, AnyAnswer } from '../engine/answer.ts';
import { open } from '../engine/open-house.ts';
import { requireAmount } from './amount-options.ts';
import type { CommandLine, GlobalOptions } from './command-line.ts';
import { AssetFinder, type NamedAccounts } from './find-asset.ts';
import { givenFields } from './given-fields.ts';
import type { House, OpenBook } from './house-types.ts';
import { isHouseThere } from './house-url.ts';
import { type GivenAmount, moneyText } from './money-text.ts';
import { readPairs } from './name-value-pairs.ts';
import { type AmountPlace, RequestAmounts, type SaidAmount } from './request-amounts.ts';
import { addWriteOptions, type WriteOptions } from './shared-options.ts';
import { shellWord } from './shell-word.ts';
import { showAnswer } from './show-answer.ts';
import { similarAccounts } from './similar-accounts.ts';
import { triedOn } from './tried-on.ts';

/** What a command that changes something is about. */
export interface WriteCommand<O> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  /** Whether it may be the first command of a house, and so make the file. */
  readonly creates?: boolean;
  /** Whether it names what it makes: without an id the house knows it by that when it comes again. */
  readonly isNamed?: boolean;
  /** Adds the options of this command. */
  readonly options: (command: Command) => Command;
  /** Submits it. */
  readonly submit: (
    book: OpenBook,
    options: O & WriteOptions,
    request: WriteRequest,
    house: House,
  ) => Promise<AnyAnswer | AcrossAnswer>;
  /**
   * What was done, for people, up to its moment: `Transferred 100.00 GBP from world to alice`. `amount` is what the answer
   * says, else what was asked for; `amounts` is what was read, in order.
   */
  readonly done: (options: O & WriteOptions, amount: string, amounts: readonly string[]) => string;
}

/** What every submitted command needs besides its own options. */
export interface WriteRequest {
  /** The id, made when none was given and nothing else tells the command; the moment, and what it says about itself. */
  readonly dated: {
    readonly id?: string;
    readonly effectiveAt?: number;
    readonly reference?: string;
    readonly metadata?: Readonly<Record<string, string>>;
    readonly private?: Readonly<Record<string, string>>;
  };
  /** How it is taken. */
  readonly how: { readonly retryRefused: boolean };
  /** Whether it is only tried. The book does so by itself; what goes to the house may not be called then. */
  readonly isTried: boolean;
  /** Reads an amount that must be there, in units of the asset of the accounts that the command names. */
  readonly amount: (given: GivenAmount, place?: AmountPlace) => Promise<bigint>;
  readonly amountIfGiven: (given: GivenAmount, place?: AmountPlace) => Promise<bigint | undefined>;
}

/** A command that was submitted: what it came to, and the amounts that were read for it. */
interface Submitted {
  readonly answer: AnyAnswer | AcrossAnswer;
  readonly amounts: readonly SaidAmount[];
}

/** Adds a command that changes something: it is submitted, and its answer shown. */
export function addWriteCommand<O>(cli: CommandLine, definition: WriteCommand<O>): void {
  const { name, summary, examples, creates = false, options: addOptions, done } = definition;
  const command = cli.command(name, summary, examples);
  addWriteOptions(addOptions(command)).action(
    cli.onHouse<O & WriteOptions & NamedAccounts & GivenAmount>(
      {
        creates: ({ options }) => creates && options.dryRun !== true,
        check: async ({ url, options }) => {
          requireAmount(command, options);
          if (creates && options.dryRun !== true) await rehearse(url, options, definition);
        },
      },
      async ({ house, book, options, output, isJson }) => {
        const { answer, amounts } = await submitTo(house, book, options, definition);
        const assets = new AssetFinder(book);
        const asset = hasAmounts(answer) ? await assetOfAnswer(answer, assets, options) : null;
        const texts: string[] = [];
        if (answer.ok && !isJson) {
          for (const { amount, find } of amounts) texts.push(moneyText(amount, await find()));
          texts.push(...amountsOf(answer).map((amount) => moneyText(amount, asset)));
        }
        const said = answer.ok ? done(options, texts.at(-1) ?? '', texts) : '';
        const similar = isJson ? [] : await meantBy(answer, (named) => house.book(named ?? options.book));
        return showAnswer(output, { command: name, answer, asset, said, similar, isJson });
      },
    ),
  );
}

/** What the amounts of an answer are in: the asset of what the command named, else of the account that stood in the way. */
async function assetOfAnswer(
  answer: AnyAnswer | AcrossAnswer,
  assets: AssetFinder,
  options: NamedAccounts,
): Promise<string | null> {
  const asset = await assets.ofCommand(options, answer.effectiveAt);
  if (asset !== null || answer.ok || answer.subject === undefined) return asset;
  return assets.at(answer.subject, answer.effectiveAt);
}

/** The ids that may be meant where a refusal names an account which never was. */
async function meantBy(
  answer: AnyAnswer | AcrossAnswer,
  bookOf: (name: string | undefined) => OpenBook,
): Promise<string[]> {
  if (answer.ok || answer.subject === undefined) return [];
  const { openedAt, endedAt, subject, book } = answer;
  return openedAt === null && endedAt === undefined ? similarAccounts(bookOf(book), subject) : [];
}

/** What an answer says was moved. */
function amountsOf(answer: AnyAnswer | AcrossAnswer): bigint[] {
  if (!answer.ok || 'seqs' in answer) return [];
  const { amount, allocations } = answer;
  if (amount !== undefined) return [amount];
  return allocations === undefined ? [] : [allocations.reduce((sum, one) => sum + one.amount, 0n)];
}

type Submission<O> = Pick<WriteCommand<O>, 'submit' | 'isNamed'>;

async function submitTo<O>(
  house: House,
  book: OpenBook,
  options: O & WriteOptions & NamedAccounts,
  { submit, isNamed = false }: Submission<O>,
): Promise<Submitted> {
  // Named here and not by the house, so that an error can tell by which id to ask again.
  const { dryRun = false } = options;
  const id = options.id ?? (isNamed || dryRun ? undefined : randomUUID());
  const dated = readDated(options, id);
  const how = { retryRefused: readRetry(options) };
  const amounts = new RequestAmounts(book, options, dated.effectiveAt);
  const request: WriteRequest = {
    dated,
    how,
    isTried: dryRun,
    amount: (given, place) => amounts.read(given, place),
    amountIfGiven: (given, place) => amounts.readIfGiven(given, place),
  };
  const answer = await namingId(id, () => submit(dryRun ? triedOn(book) : book, options, request, house));
  return { answer, amounts: amounts.said };
}

/** Tries a command on an empty house in memory, so that a malformed one throws before a file was made for it. */
async function rehearse<O>(
  url: string,
  options: O & WriteOptions & NamedAccounts & GlobalOptions,
  submission: Submission<O>,
): Promise<void> {
  if (isHouseThere(url)) return;
  const house = await open('memory:');
  try {
    await submitTo(house, house.book(options.book), options, submission);
  } finally {
    await house.close();
  }
}

function readRetry({ id, retryRefused = false }: WriteOptions): boolean {
  if (!retryRefused || id !== undefined) return retryRefused;
  throw new TallystickError('bad_option', '--retry-refused', retryRefused, 'the --id that was refused, too');
}

function readDated(
  { effectiveAt, reference, metadata, private: personal }: WriteOptions,
  id: string | undefined,
): WriteRequest['dated'] {
  const notes = readPairs('--metadata', metadata);
  const secrets = readPairs('--private', personal);
  if (reference !== undefined) checkId('--reference', reference);
  return {
    ...givenFields({ id, effectiveAt, reference }),
    ...(notes.length === 0 ? {} : { metadata: Object.fromEntries(notes) }),
    ...(secrets.length === 0 ? {} : { private: Object.fromEntries(secrets) }),
  };
}

async function namingId<A>(id: string | undefined, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'outcome_unknown' || id === undefined) throw error;
    throw new StoreError(error.code, `${error.message.replace(/\.$/, '')} (--id ${shellWord(id)})`, error);
  }
}

function hasAmounts(answer: AnyAnswer | AcrossAnswer): boolean {
  // What was recorded before refusals had figures does not say what its amount is in.
  if (!answer.ok) return answer.available !== undefined && answer.asset === undefined;
  return !('seqs' in answer) && (answer.amount !== undefined || answer.allocations !== undefined);
}
