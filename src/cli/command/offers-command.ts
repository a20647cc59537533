import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { OfferItem } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import type { AssetFinder } from '../find-asset.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { itemJson } from '../name-assets.ts';
import { expiresBeforeOption, openOrEnded } from '../shared-options.ts';

interface OffersOptions {
  readonly account?: string;
  readonly offer?: string;
  readonly status?: OfferItem['status'];
  readonly expiresBefore?: number;
  readonly pending?: boolean;
  readonly ended?: boolean;
}

export function addOffersCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'offers',
    summary: 'List offers, and what became of them.',
    examples: ['offers --pending', 'offers --account bob'],
    options: (command) =>
      command
        .option('--account <account>', 'those from or to this account only')
        .option('--offer <id>', 'the one with this id only')
        .addOption(
          new Option('--status <status>', 'those that are this now only').choices([
            'scheduled',
            'pending',
            'accepted',
            'cancelled',
            'declined',
            'expired',
            'merged',
          ]),
        )
        .addOption(expiresBeforeOption())
        .option('--pending', 'those that may still be accepted only')
        .option('--ended', 'those that are over only'),
    page: (book, { account, offer, status, expiresBefore, pending, ended }: OffersOptions, query) =>
      book.offers({
        ...query,
        ...omitUndefined({ account, offer, status, expiresBefore }),
        ...openOrEnded('pending', pending, ended),
      }),
    columns: [
      { title: 'OFFER', breaks: 'anywhere' },
      { title: 'FROM', breaks: 'anywhere' },
      { title: 'TO', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'MADE', breaks: 'moment' },
      { title: 'EXPIRES', breaks: 'moment' },
      { title: 'STATUS' },
    ],
    json: async (item, assets) => itemJson(item, await assetOf(item, assets)),
    row: async (item, assets) => {
      const { offer, from, to, amount, madeAt, expiresAt, status } = item;
      return [
        offer,
        from,
        to,
        moneyText(amount, await assetOf(item, assets)),
        momentText(madeAt),
        expiresAt === null ? 'never' : momentText(expiresAt),
        status,
      ];
    },
  });
}

function assetOf({ from, to, madeAt }: OfferItem, assets: AssetFinder): Promise<string | null> {
  return assets.ofCommand({ from, to }, madeAt);
}
