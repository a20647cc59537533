import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { openOrEnded } from '../shared-options.ts';

interface OffersOptions {
  readonly account?: string;
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
        .option('--pending', 'those that may still be accepted only')
        .option('--ended', 'those that are over only'),
    page: (book, { account, pending, ended }: OffersOptions, query) =>
      book.offers({ ...query, ...givenFields({ account }), ...openOrEnded('pending', pending, ended) }),
    columns: [
      { title: 'OFFER', breaks: 'anywhere' },
      { title: 'FROM', breaks: 'anywhere' },
      { title: 'TO', breaks: 'anywhere' },
      { title: 'AMOUNT', align: 'right' },
      { title: 'MADE', breaks: 'moment' },
      { title: 'EXPIRES', breaks: 'moment' },
      { title: 'STATUS' },
    ],
    row: async ({ offer, from, to, amount, madeAt, expiresAt, status }, assets) => [
      offer,
      from,
      to,
      moneyText(amount, await assets.ofCommand({ from, to }, madeAt)),
      momentText(madeAt),
      expiresAt === null ? 'never' : momentText(expiresAt),
      status,
    ],
  });
}
