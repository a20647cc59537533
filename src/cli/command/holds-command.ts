import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { HoldItem } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
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
      { title: 'HOLD', id: ({ hold }) => hold },
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'AMOUNT', amount: ({ amount }) => amount },
      { title: 'CAPTURED', amount: ({ captured }) => captured },
      { title: 'PLACED', moment: ({ placedAt }) => placedAt },
      { title: 'EXPIRES', moment: ({ expiresAt }) => expiresAt, absent: 'never' },
      { title: 'STATUS', text: ({ status }) => status },
      { title: 'TO', id: ({ to }) => to },
    ],
    asset: ({ account, to, placedAt }, assets) => assets.ofCommand({ account, to }, placedAt),
  });
}
