import type { Command } from 'commander';
import { TallystickError } from '../base/error.ts';
import type { AcrossAnswer } from '../engine/answer.ts';
import { readExpectations } from './expectation-text.ts';
import { AssetFinder } from './find-asset.ts';
import type { AmountOptions } from './money-text.ts';
import type { WriteRequest } from './write-request.ts';

/** The options of a transfer by which it goes out of the book of the command line into another. */
interface OtherBook {
  readonly from?: string;
  readonly to?: string;
  readonly toBook?: string;
  readonly through?: string;
  readonly force?: boolean;
}

export function addOtherBookOptions(command: Command): void {
  command
    .option('--to-book <name>', 'the book of who is paid, where it is not that of --book')
    .option(
      '--through <account>',
      'with --to-book: the account that takes part in both books (default: world)',
    );
}

/** Whether a command is a transfer that leaves its book. Throws where only a half of that is said. */
export function isBetweenBooks(kind: string, { options }: WriteRequest): boolean {
  const { toBook, through } = options as OtherBook;
  if (kind !== 'transfer' || toBook !== undefined) return kind === 'transfer';
  if (through === undefined) return false;
  throw new TallystickError('bad_option', '--through', through, 'none without --to-book');
}

/** Submits it. An amount is in the asset of whoever pays, else of whoever is paid. */
export async function transferBetweenBooks({
  house,
  book,
  options,
  dated,
  how,
  amounts,
}: WriteRequest): Promise<AcrossAnswer> {
  const { from = '', to = '', toBook = '', through, force } = options as OtherBook;
  if (toBook === '' || toBook === book.name) {
    throw new TallystickError('bad_option', '--to-book', toBook, 'another book than that of --book');
  }
  if (options.dryRun === true) {
    throw new TallystickError(
      'bad_option',
      '--dry-run',
      true,
      'none with --to-book: a transfer between books cannot be tried',
    );
  }
  const { effectiveAt } = dated;
  const findAsset = async (): Promise<string | null> =>
    (await new AssetFinder(book).ofCommand({ from }, effectiveAt)) ??
    (await new AssetFinder(house.book(toBook)).ofCommand({ to }, effectiveAt));
  const expected = await readExpectations(options.expect, amounts);
  return house.transfer(
    {
      ...dated,
      ...(expected.length === 0 ? {} : { expect: expected.map((line) => ({ ...line, book: book.name })) }),
      from: { book: book.name, account: from },
      to: { book: toBook, account: to },
      amount: await amounts.read(options as AmountOptions, { find: findAsset }),
      ...(through === undefined ? {} : { through }),
      ...(force === undefined ? {} : { force }),
    },
    { ...how, ...(book.actor === null ? {} : { actor: book.actor }) },
  );
}
