import { TallystickError } from '../../base/error.ts';
import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import type { GivenAmount } from '../money-text.ts';
import { transferBetweenBooks } from '../transfer-between-books.ts';
import { addWriteCommand } from '../write-command.ts';

interface TransferOptions extends GivenAmount {
  readonly from: string;
  readonly to: string;
  readonly toBook?: string;
  readonly through?: string;
}

export function addTransferCommand(cli: CommandLine): void {
  addWriteCommand<TransferOptions>(cli, {
    name: 'transfer',
    summary:
      'Post an amount from one account to another, at once; with --to-book into another book, in both or in none.',
    examples: [
      'transfer --from world --to alice --amount 20.00',
      'transfer --from alice --to bob --minor 1250 --id rent-2026-11 --effective-at 2026-11-21T10:00Z',
      'transfer --book uk --from alice --to-book eu --to bob --amount 12.50 --through clearing',
    ],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--from <account>', 'who pays; "world" is all that is outside of the book')
          .requiredOption('--to <account>', 'who is paid'),
      )
        .option('--to-book <name>', 'the book of who is paid, where it is not that of --book')
        .option(
          '--through <account>',
          'with --to-book: the account that takes part in both books (default: world)',
        ),
    submit: async (book, options, request, house) => {
      const { from, to, toBook, through } = options;
      if (toBook !== undefined) return transferBetweenBooks({ house, book }, { ...options, toBook }, request);
      if (through !== undefined) {
        throw new TallystickError('bad_option', '--through', through, 'none without --to-book');
      }
      return book.transfer(
        { ...request.dated, from, to, amount: await request.amount(options) },
        request.how,
      );
    },
    done: ({ from, to, toBook }, amount) =>
      `Transferred ${amount} from ${from} to ${to}${toBook === undefined ? '' : ` in ${toBook}`}`,
  });
}
