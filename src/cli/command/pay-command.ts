import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface PayOptions extends GivenAmount {
  readonly payment: string;
  readonly account: string;
  readonly from?: string;
}

export function addPayCommand(cli: CommandLine): void {
  addWriteCommand<PayOptions>(cli, {
    name: 'pay',
    summary: 'Post a payment into an account, and keep it so that it can be refunded.',
    isNamed: true,
    examples: [
      'pay --payment p1 --account shop --amount 30.00',
      'pay --payment p2 --account shop --minor 500 --from alice',
    ],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--payment <id>', 'names the payment')
          .requiredOption('--account <account>', 'who is paid'),
      ).option('--from <account>', 'who pays (default: world)'),
    submit: async (book, { payment, account, from, ...given }, request) =>
      book.pay(
        {
          ...request.dated,
          payment,
          account,
          amount: await request.amount(given),
          ...givenFields({ from }),
        },
        request.how,
      ),
    done: ({ payment, account, from = 'world' }, amount) =>
      `Paid ${amount} from ${from} to ${account} as payment ${payment}`,
  });
}
