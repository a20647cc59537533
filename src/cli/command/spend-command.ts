import { readClock } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { AMOUNT_HELP, CLOCK_FORM } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface SpendOptions {
  readonly account: string;
  readonly amount: string;
  readonly clock: string;
  readonly to?: string;
}

export function addSpendCommand(cli: CommandLine): void {
  addWriteCommand<SpendOptions>(cli, {
    name: 'spend',
    summary: "Spend an account's live credits, soonest expiry first. Shows what was taken.",
    examples: [
      'spend --account alice --amount 3.00 --clock node-1=2',
      'spend --account alice --amount 300 --clock none --to shop',
    ],
    options: (command) =>
      command
        .requiredOption('--account <account>', 'whose credits')
        .requiredOption('--amount <amount>', AMOUNT_HELP)
        .requiredOption('--clock <clock>', `what has happened so far, ${CLOCK_FORM}, or "none"`)
        .option('--to <account>', 'who is paid (default: world)'),
    submit: async (book, { account, amount, clock, to }, request) =>
      book.spend(
        {
          ...request.dated,
          account,
          amount: await request.amount('--amount', amount),
          clock: readClock('--clock', clock),
          ...givenFields({ to }),
        },
        request.how,
      ),
  });
}
