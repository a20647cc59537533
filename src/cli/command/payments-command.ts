import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';

interface PaymentsOptions {
  readonly account?: string;
  readonly group?: string;
}

export function addPaymentsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'payments',
    summary: 'List payments, and what refunds have left of each.',
    examples: ['payments', 'payments --account shop --limit 100'],
    options: (command) =>
      command
        .option('--account <account>', 'those of this account only')
        .option('--group <id>', 'those of this group only'),
    page: (book, { account, group }: PaymentsOptions, query) =>
      book.payments({ ...query, ...omitUndefined({ account, group }) }),
    columns: [
      { title: 'PAYMENT', id: ({ payment }) => payment },
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'FROM', id: ({ from }) => from },
      { title: 'AMOUNT', amount: ({ amount }) => amount },
      { title: 'REMAINING', amount: ({ remaining }) => remaining },
      { title: 'TIME', moment: ({ at }) => at },
      { title: 'GROUP', id: ({ group }) => group ?? '-' },
      { title: 'RANK', text: ({ rank }) => (rank === null ? '-' : String(rank)) },
    ],
    asset: ({ account, from, at }, assets) => assets.ofCommand({ account, from }, at),
  });
}
