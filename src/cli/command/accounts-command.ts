import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { openOrEnded } from '../shared-options.ts';
import { velocityText } from '../velocity-text.ts';

interface AccountsOptions {
  readonly account?: string;
  readonly prefix?: string;
  readonly asset?: string;
  readonly alive?: boolean;
  readonly ended?: boolean;
}

export function addAccountsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'accounts',
    summary: 'List accounts: each life of each id, with its asset and limits.',
    examples: [
      'accounts',
      'accounts --alive --asset GBP/2',
      'accounts --account alice --json',
      'accounts --prefix assets:cash',
    ],
    options: (command) =>
      command
        .option('--account <account>', 'the lives of this id only')
        .option(
          '--prefix <path>',
          'those of this path only: assets means assets and assets:cash, not assets-old',
        )
        .option('--asset <asset>', 'those in this asset only')
        .option('--alive', 'those that are open now only')
        .option('--ended', 'those that were closed or merged away only'),
    order: new Option(
      '--order <end>',
      'which of them come first; without it those of --prefix are in order of their ids, and else the oldest come first',
    ).choices(['oldest', 'newest']),
    page: (book, { account, prefix, asset, alive, ended }: AccountsOptions, query) =>
      book.accounts({
        ...query,
        ...omitUndefined({ id: account, prefix, asset }),
        ...openOrEnded('alive', alive, ended),
      }),
    columns: [
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'ASSET', text: ({ asset }) => asset },
      { title: 'FLOOR', amount: ({ floor }) => floor },
      { title: 'CEILING', amount: ({ ceiling }) => ceiling },
      { title: 'LIMITS', id: ({ limits = [], asset }) => velocityText(limits, asset) },
      { title: 'OPENED', moment: ({ openedAt }) => openedAt },
      { title: 'ENDED', moment: ({ endedAt }) => endedAt },
      { title: 'MERGED INTO', id: ({ mergedInto }) => mergedInto ?? '' },
    ],
  });
}
