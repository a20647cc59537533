import { omitUndefined } from '../../base/plain-object.ts';
import { clockText } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { grantedToText } from '../show-answer.ts';

interface CreditsOptions {
  readonly account?: string;
}

export function addCreditsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'credits',
    summary: 'List credits, what is left of each, and when they can be spent.',
    examples: ['credits', 'credits --account alice'],
    options: (command) => command.option('--account <account>', 'those of this account only'),
    page: (book, { account }: CreditsOptions, query) =>
      book.credits({ ...query, ...omitUndefined({ account }) }),
    columns: [
      { title: 'CREDIT', id: ({ credit }) => credit },
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'GRANTED TO', id: (credit) => grantedToText(credit) },
      { title: 'FROM', id: ({ from }) => from },
      { title: 'AMOUNT', amount: ({ amount }) => amount },
      { title: 'REMAINING', amount: ({ remaining }) => remaining },
      {
        title: 'SINCE',
        text: ({ at, startsAt }) => (at === null ? '' : momentText(Math.max(at, startsAt ?? at))),
      },
      {
        title: 'EXPIRES',
        id: ({ expiry, expiresAt }) => (expiresAt === null ? clockText(expiry) : momentText(expiresAt)),
      },
      { title: 'PRIORITY', text: ({ priority }) => (priority === null ? '' : `${priority}`) },
    ],
    asset: ({ account, from }, assets) => assets.ofCommand({ account, from }),
  });
}
