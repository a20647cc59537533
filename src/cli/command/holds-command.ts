import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { HoldItem } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import type { AssetFinder } from '../find-asset.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { itemJson } from '../name-assets.ts';
import { expiresBeforeOption, openOrEnded } from '../shared-options.ts';

interface HoldsOptions {
  readonly account?: string;
  readonly hold?: string;
  readonly status?: HoldItem['status'];
  readonly expiresBefore?: number;
  readonly active?: boolean;
  readonly ended?: boolean;
}

export function addHoldsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'holds',
    summary: 'List holds, and what became of them.',
    examples: [
      'holds --active',
      'holds --account alice --order newest',
      'holds --status active --expires-before 2026-12-24',
      'holds --hold h1 --json',
    ],
    options: (command) =>
      command
        .option('--account <account>', 'those of this account only')
        .option('--hold <id>', 'those with this id only')
        .addOption(
          new Option('--status <status>', 'those that are this now only').choices([
            'scheduled',
            'active',
            'captured',
            'released',
            'expired',
          ]),
        )
        .addOption(expiresBeforeOption())
        .option('--active', 'those that reserve money now only')
        .option('--ended', 'those that are captured, released or expired only'),
    page: (book, { account, hold, status, expiresBefore, active, ended }: HoldsOptions, query) =>
      book.holds({
        ...query,
        ...omitUndefined({ account, hold, status, expiresBefore }),
        ...openOrEnded('active', active, ended),
      }),
    columns: [
      { title: 'HOLD', breaks: 'anywhere' },
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'CAPTURED', align: 'right' },
      { title: 'PLACED', breaks: 'moment' },
      { title: 'EXPIRES', breaks: 'moment' },
      { title: 'STATUS' },
      { title: 'TO', breaks: 'anywhere' },
    ],
    json: async (item, assets) => itemJson(item, await assetOf(item, assets)),
    row: async (item, assets) => {
      const { hold, account, amount, captured, placedAt, expiresAt, status, to } = item;
      const asset = await assetOf(item, assets);
      return [
        hold,
        account,
        moneyText(amount, asset),
        moneyText(captured, asset),
        momentText(placedAt),
        expiresAt === null ? 'never' : momentText(expiresAt),
        status,
        to,
      ];
    },
  });
}

function assetOf({ account, to, placedAt }: HoldItem, assets: AssetFinder): Promise<string | null> {
  return assets.ofCommand({ account, to }, placedAt);
}
