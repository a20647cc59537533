import { TallystickError } from '../base/error.ts';
import type { AcrossAnswer } from '../engine/answer.ts';
import { AssetFinder } from './find-asset.ts';
import type { House, OpenBook } from './house-types.ts';
import type { GivenAmount } from './money-text.ts';
import type { WriteRequest } from './write-command.ts';

/** A transfer out of the book of the command line into another. */
export interface AcrossTransfer extends GivenAmount {
  readonly from: string;
  readonly to: string;
  readonly toBook: string;
  readonly through?: string;
}

/** Submits it. An amount is in the asset of whoever pays, else of whoever is paid. */
export async function transferBetweenBooks(
  { house, book }: { readonly house: House; readonly book: OpenBook },
  { from, to, toBook, through, ...given }: AcrossTransfer,
  request: WriteRequest,
): Promise<AcrossAnswer> {
  if (toBook === '' || toBook === book.name) {
    throw new TallystickError('bad_option', '--to-book', toBook, 'another book than that of --book');
  }
  if (request.isTried) {
    throw new TallystickError(
      'bad_option',
      '--dry-run',
      true,
      'none with --to-book: a transfer between books cannot be tried',
    );
  }
  const { effectiveAt } = request.dated;
  const findAsset = async (): Promise<string | null> =>
    (await new AssetFinder(book).ofCommand({ from }, effectiveAt)) ??
    (await new AssetFinder(house.book(toBook)).ofCommand({ to }, effectiveAt));
  return house.transfer(
    {
      ...request.dated,
      from: { book: book.name, account: from },
      to: { book: toBook, account: to },
      amount: await request.amount(given, { find: findAsset }),
      ...(through === undefined ? {} : { through }),
    },
    { ...request.how, ...(book.actor === null ? {} : { actor: book.actor }) },
  );
}
