import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { readWhole } from '../shared-options.ts';

interface CreditHistoryOptions {
  readonly grantedTo: string;
  readonly credit: string;
  readonly grantedToLife?: string;
}

export function addCreditHistoryCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'credit-history',
    summary: 'List all that was done to a credit: its grant, what was taken and given back, and merges.',
    examples: ['credit-history --granted-to alice --credit c1'],
    options: (command) =>
      command
        .requiredOption('--granted-to <account>', 'whom it was granted to')
        .requiredOption('--credit <id>', 'which one')
        .option('--granted-to-life <number>', 'which life of that account (default: the first)'),
    page: (book, { grantedTo, credit, grantedToLife: life }: CreditHistoryOptions, query) => {
      const grantedToLife = life === undefined ? undefined : readWhole('--granted-to-life', life);
      return book.creditHistory({ ...query, grantedTo, credit, ...omitUndefined({ grantedToLife }) });
    },
    columns: [
      { title: 'NUMBER', text: ({ seq }) => String(seq), align: 'right' },
      { title: 'TIME', moment: ({ effectiveAt }) => effectiveAt },
      { title: 'CHANGE', text: ({ change }) => change },
      { title: 'AMOUNT', amount: ({ amount }) => amount },
      { title: 'REMAINING', amount: ({ remaining }) => remaining },
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'ID', id: ({ id }) => id },
    ],
    asset: ({ account, effectiveAt }, assets) => assets.at(account, effectiveAt),
  });
}
