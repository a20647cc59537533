import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { openOrEnded } from '../shared-options.ts';

interface AccountsOptions {
  readonly account?: string;
  readonly asset?: string;
  readonly alive?: boolean;
  readonly ended?: boolean;
}

export function addAccountsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'accounts',
    summary: 'List accounts: each life of each id, with its asset and limits.',
    examples: ['accounts', 'accounts --alive --asset GBP/2', 'accounts --account alice --json'],
    options: (command) =>
      command
        .option('--account <account>', 'the lives of this id only')
        .option('--asset <asset>', 'those in this asset only')
        .option('--alive', 'those that are open now only')
        .option('--ended', 'those that were closed or merged away only'),
    page: (book, { account, asset, alive, ended }: AccountsOptions, query) =>
      book.accounts({
        ...query,
        ...omitUndefined({ id: account, asset }),
        ...openOrEnded('alive', alive, ended),
      }),
    columns: [
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'ASSET', text: ({ asset }) => asset },
      { title: 'FLOOR', amount: ({ floor }) => floor },
      { title: 'CEILING', amount: ({ ceiling }) => ceiling },
      { title: 'OPENED', moment: ({ openedAt }) => openedAt },
      { title: 'ENDED', moment: ({ endedAt }) => endedAt },
      { title: 'MERGED INTO', id: ({ mergedInto }) => mergedInto ?? '' },
    ],
  });
}
