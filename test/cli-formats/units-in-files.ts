import { exportBook } from '../../src/cli/export/export-book.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { submitAll, withHouse } from './house-with.ts';

/** The first line of a file of NDJSON in which amounts name their unit. */
export const FORMAT = '{"format":"tallystick/1"}\n';
/** Columns of transfers, with an amount in either unit. */
export const CSV = 'kind,account,from,to,amount,amountMinor,effectiveAt\n';

/** Does something with a book that has accounts `alice` and `bob` in pounds, and `yen` in an asset without decimals. */
export async function withAccounts(work: (book: OpenBook) => Promise<void>): Promise<void> {
  await withHouse(async (house) => {
    const book = house.book('b');
    for (const [account, asset] of Object.entries({ alice: 'GBP/2', bob: 'GBP/2', yen: 'JPY/0' })) {
      await submitAll(book, [{ kind: 'open_account', account, asset, effectiveAt: 0 }]);
    }
    await work(book);
  });
}

export async function postedOn(book: OpenBook, account: string): Promise<bigint | undefined> {
  return (await book.balance(account))?.posted;
}

/** The journal as an export in NDJSON. */
export async function exported(book: OpenBook): Promise<string> {
  let text = '';
  await exportBook(book, 'ndjson', (piece) => {
    text += piece;
  });
  return text;
}
