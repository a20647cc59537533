import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { AMOUNT_HELP, expiryOption } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface HoldOptions {
  readonly hold: string;
  readonly account: string;
  readonly amount: string;
  readonly expiresAt: number | null;
  readonly to?: string;
}

export function addHoldCommand(cli: CommandLine): void {
  addWriteCommand<HoldOptions>(cli, {
    name: 'hold',
    summary: 'Reserve an amount, until it is captured or released, or runs out.',
    examples: [
      'hold --hold h1 --account alice --amount 5.00 --expires-at 2026-11-28T10:00Z --to shop',
      'hold --hold h2 --account alice --amount 500 --expires-at never',
    ],
    options: (command) =>
      command
        .requiredOption('--hold <id>', 'names the hold')
        .requiredOption('--account <account>', 'whose money it is')
        .requiredOption('--amount <amount>', AMOUNT_HELP)
        .addOption(expiryOption())
        .option('--to <account>', 'whom captures pay, unless they say otherwise (default: world)'),
    submit: async (book, { hold, account, amount, expiresAt, to }, request) =>
      book.hold(
        {
          ...request.dated,
          hold,
          account,
          amount: await request.amount('--amount', amount),
          expiresAt,
          ...givenFields({ to }),
        },
        request.how,
      ),
  });
}
