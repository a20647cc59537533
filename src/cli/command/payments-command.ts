import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';

interface PaymentsOptions {
  readonly account?: string;
}

export function addPaymentsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'payments',
    summary: 'List payments, and what refunds have left of each.',
    examples: ['payments', 'payments --account shop --limit 100'],
    options: (command) => command.option('--account <account>', 'those of this account only'),
    page: (book, { account }: PaymentsOptions, query) =>
      book.payments({ ...query, ...givenFields({ account }) }),
    columns: [
      { title: 'PAYMENT', breaks: 'anywhere' },
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'FROM', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'REMAINING', align: 'right' },
      { title: 'TIME', breaks: 'moment' },
    ],
    row: async ({ payment, account, from, amount, remaining, at }, assets) => {
      const asset = await assets.ofCommand({ account, from }, at);
      return [payment, account, from, moneyText(amount, asset), moneyText(remaining, asset), momentText(at)];
    },
  });
}
