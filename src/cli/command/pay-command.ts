import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { AMOUNT_HELP } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface PayOptions {
  readonly payment: string;
  readonly account: string;
  readonly amount: string;
  readonly from?: string;
}

export function addPayCommand(cli: CommandLine): void {
  addWriteCommand<PayOptions>(cli, {
    name: 'pay',
    summary: 'Post a payment into an account, and keep it so that it can be refunded.',
    examples: [
      'pay --payment p1 --account shop --amount 30.00',
      'pay --payment p2 --account shop --amount 500 --from alice',
    ],
    options: (command) =>
      command
        .requiredOption('--payment <id>', 'names the payment')
        .requiredOption('--account <account>', 'who is paid')
        .requiredOption('--amount <amount>', AMOUNT_HELP)
        .option('--from <account>', 'who pays (default: world)'),
    submit: async (book, { payment, account, amount, from }, request) =>
      book.pay(
        {
          ...request.dated,
          payment,
          account,
          amount: await request.amount('--amount', amount),
          ...givenFields({ from }),
        },
        request.how,
      ),
  });
}
