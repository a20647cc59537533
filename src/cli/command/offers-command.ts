import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { OfferItem } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
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
      { title: 'OFFER', id: ({ offer }) => offer },
      { title: 'FROM', id: ({ from }) => from },
      { title: 'TO', id: ({ to }) => to },
      { title: 'AMOUNT', amount: ({ amount }) => amount },
      { title: 'MADE', moment: ({ madeAt }) => madeAt },
      { title: 'EXPIRES', moment: ({ expiresAt }) => expiresAt, absent: 'never' },
      { title: 'STATUS', text: ({ status }) => status },
    ],
    asset: ({ from, to, madeAt }, assets) => assets.ofCommand({ from, to }, madeAt),
  });
}
