import type { CommandLine } from '../command-line.ts';
import { AMOUNT_HELP } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface TransferOptions {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

export function addTransferCommand(cli: CommandLine): void {
  addWriteCommand<TransferOptions>(cli, {
    name: 'transfer',
    summary: 'Post an amount from one account to another, at once.',
    examples: [
      'transfer --from world --to alice --amount 20.00',
      'transfer --from alice --to bob --amount 1250 --id rent-2026-11 --effective-at 2026-11-21T10:00Z',
    ],
    options: (command) =>
      command
        .requiredOption('--from <account>', 'who pays; "world" is all that is outside of the book')
        .requiredOption('--to <account>', 'who is paid')
        .requiredOption('--amount <amount>', AMOUNT_HELP),
    submit: async (book, { from, to, amount }, request) =>
      book.transfer({ ...request.dated, from, to, amount: await request.amount('--amount', amount) }),
  });
}
