import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { expiryOption } from '../shared-options.ts';
import { untilText } from '../until-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface HoldOptions extends GivenAmount {
  readonly hold: string;
  readonly account: string;
  readonly expiresAt: number | null;
  readonly to?: string;
}

export function addHoldCommand(cli: CommandLine): void {
  addWriteCommand<HoldOptions>(cli, {
    name: 'hold',
    summary: 'Reserve an amount, until it is captured or released, or runs out.',
    isNamed: true,
    examples: [
      'hold --hold h1 --account alice --amount 5.00 --expires-at 2026-11-28T10:00Z --to shop',
      'hold --hold h2 --account alice --minor 500 --expires-at never',
    ],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--hold <id>', 'names the hold')
          .requiredOption('--account <account>', 'whose money it is'),
      )
        .addOption(expiryOption())
        .option('--to <account>', 'whom captures pay, unless they say otherwise (default: world)'),
    submit: async (book, { hold, account, expiresAt, to, ...given }, request) =>
      book.hold(
        {
          ...request.dated,
          hold,
          account,
          amount: await request.amount(given),
          expiresAt,
          ...givenFields({ to }),
        },
        request.how,
      ),
    done: ({ hold, account, to = 'world', expiresAt }, amount) =>
      `Held ${amount} of ${account} for ${to} as hold ${hold} ${untilText(expiresAt)}`,
  });
}
