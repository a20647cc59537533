import { addAmountOptions } from '../amount-options.ts';
import { readClockOrNever } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { CLOCK_FORM } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface GrantOptions extends GivenAmount {
  readonly credit: string;
  readonly account: string;
  readonly expiry: string;
  readonly from?: string;
}

export function addGrantCommand(cli: CommandLine): void {
  addWriteCommand<GrantOptions>(cli, {
    name: 'grant',
    summary: 'Post a credit into an account: spendable until a vector clock has come to its expiry.',
    isNamed: true,
    examples: [
      'grant --credit c1 --account alice --amount 5.00 --expiry node-1=3,node-2=5',
      'grant --credit c2 --account alice --minor 500 --expiry never',
    ],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--credit <id>', 'names the credit')
          .requiredOption('--account <account>', 'who gets it'),
      )
        .requiredOption('--expiry <clock>', `the vector clock at which it expires, ${CLOCK_FORM}, or "never"`)
        .option('--from <account>', 'who grants it (default: world)'),
    submit: async (book, { credit, account, expiry, from, ...given }, request) =>
      book.grant(
        {
          ...request.dated,
          credit,
          account,
          amount: await request.amount(given),
          expiry: readClockOrNever('--expiry', expiry),
          ...givenFields({ from }),
        },
        request.how,
      ),
    done: ({ account, credit, from = 'world' }, amount) =>
      `Granted ${amount} to ${account} from ${from} as credit ${credit}`,
  });
}
