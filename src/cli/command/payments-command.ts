import { omitUndefined } from '../../base/plain-object.ts';
import type { PaymentItem } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import type { AssetFinder } from '../find-asset.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { itemJson } from '../name-assets.ts';

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
      book.payments({ ...query, ...omitUndefined({ account }) }),
    columns: [
      { title: 'PAYMENT', breaks: 'anywhere' },
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'FROM', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'REMAINING', align: 'right' },
      { title: 'TIME', breaks: 'moment' },
    ],
    json: async (item, assets) => itemJson(item, await assetOf(item, assets)),
    row: async (item, assets) => {
      const { payment, account, from, amount, remaining, at } = item;
      const asset = await assetOf(item, assets);
      return [payment, account, from, moneyText(amount, asset), moneyText(remaining, asset), momentText(at)];
    },
  });
}

function assetOf({ account, from, at }: PaymentItem, assets: AssetFinder): Promise<string | null> {
  return assets.ofCommand({ account, from }, at);
}
