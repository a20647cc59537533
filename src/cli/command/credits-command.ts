import { omitUndefined } from '../../base/plain-object.ts';
import type { CreditItem } from '../../engine/read/list-items.ts';
import { clockText } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import type { AssetFinder } from '../find-asset.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { itemJson } from '../name-assets.ts';
import { grantedToText } from '../show-answer.ts';

interface CreditsOptions {
  readonly account?: string;
}

export function addCreditsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'credits',
    summary: 'List credits, what is left of each, and when they expire.',
    examples: ['credits', 'credits --account alice'],
    options: (command) => command.option('--account <account>', 'those of this account only'),
    page: (book, { account }: CreditsOptions, query) =>
      book.credits({ ...query, ...omitUndefined({ account }) }),
    columns: [
      { title: 'CREDIT', breaks: 'anywhere' },
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'GRANTED TO', breaks: 'anywhere' },
      { title: 'FROM', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'REMAINING', align: 'right' },
      { title: 'SINCE' },
      { title: 'EXPIRES', breaks: 'anywhere' },
    ],
    json: async (item, assets) => itemJson(item, await assetOf(item, assets)),
    row: async (item, assets) => {
      const { credit, account, from, amount, remaining, expiry, at } = item;
      const asset = await assetOf(item, assets);
      return [
        credit,
        account,
        grantedToText(item),
        from,
        moneyText(amount, asset),
        moneyText(remaining, asset),
        at === null ? '' : momentText(at),
        clockText(expiry),
      ];
    },
  });
}

function assetOf({ account, from }: CreditItem, assets: AssetFinder): Promise<string | null> {
  return assets.ofCommand({ account, from });
}
