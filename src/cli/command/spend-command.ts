import { addAmountOptions } from '../amount-options.ts';
import { readClock } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { CLOCK_FORM } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface SpendOptions extends GivenAmount {
  readonly account: string;
  readonly clock: string;
  readonly to?: string;
}

export function addSpendCommand(cli: CommandLine): void {
  addWriteCommand<SpendOptions>(cli, {
    name: 'spend',
    summary: "Spend an account's live credits, soonest expiry first. Shows what was taken.",
    examples: [
      'spend --account alice --amount 3.00 --clock node-1=2',
      'spend --account alice --minor 300 --clock none --to shop',
    ],
    options: (command) =>
      addAmountOptions(command.requiredOption('--account <account>', 'whose credits'))
        .requiredOption('--clock <clock>', `what has happened so far, ${CLOCK_FORM}, or "none"`)
        .option('--to <account>', 'who is paid (default: world)'),
    submit: async (book, { account, clock, to, ...given }, request) =>
      book.spend(
        {
          ...request.dated,
          account,
          amount: await request.amount(given),
          clock: readClock('--clock', clock),
          ...givenFields({ to }),
        },
        request.how,
      ),
    done: ({ account, to = 'world' }, amount) => `Spent ${amount} of the credits of ${account} to ${to}`,
  });
}
