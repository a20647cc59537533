import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { itemJson } from '../name-assets.ts';
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
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'ASSET' },
      { title: 'FLOOR', align: 'right' },
      { title: 'CEILING', align: 'right' },
      { title: 'OPENED', breaks: 'moment' },
      { title: 'ENDED', breaks: 'moment' },
      { title: 'MERGED INTO', breaks: 'anywhere' },
    ],
    json: (item) => itemJson(item, null),
    row: ({ account, asset, floor, ceiling, openedAt, endedAt, mergedInto }) => [
      account,
      asset,
      floor === null ? 'none' : moneyText(floor, asset),
      ceiling === null ? 'none' : moneyText(ceiling, asset),
      momentText(openedAt),
      endedAt === null ? '' : momentText(endedAt),
      mergedInto ?? '',
    ],
  });
}
