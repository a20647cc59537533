import { Argument } from 'commander';
import type { AccountTerms } from '../../engine/read/list-items.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { addTimeOptions, readTimes, type TimeOptions } from '../shared-options.ts';
import { velocityText } from '../velocity-text.ts';

const COLUMNS: readonly Column[] = [{ title: 'TERM' }, { title: 'VALUE', breaks: 'anywhere' }];

export function addAccountCommand(cli: CommandLine): void {
  const command = cli
    .command(
      'account',
      'Show an account with its terms: those in force now, or those that were in force by what was known.',
      ['account alice', 'account alice --known-at 2026-11-21T10:00Z --json'],
    )
    .addArgument(new Argument('<account>', 'the account'));
  addTimeOptions(command).action(
    cli.onHouse<TimeOptions>({ reads: () => true }, async ({ book, options, words, output, isJson }) => {
      const [id = ''] = words;
      const times = readTimes(options);
      const account = await book.account(id, times);
      if (isJson) await output.print(jsonLine({ account }));
      else if (account !== null) await output.print(plainTable(COLUMNS, rowsOf(account), output.columns));
      if (account !== null) return EXIT.done;
      if (!isJson) output.log(await noSuchAccounts(book, [id], times));
      return EXIT.refused;
    }),
  );
}

function rowsOf({ asset, floor, ceiling, limits = [], metadata, ...account }: AccountTerms): string[][] {
  const { frozen, openedAt, endedAt, mergedInto } = account;
  const limitText = (limit: bigint | null): string => (limit === null ? 'none' : moneyText(limit, asset));
  return [
    ['account', account.account],
    ['asset', asset],
    ['floor', limitText(floor)],
    ['ceiling', limitText(ceiling)],
    ...(limits.length === 0 ? [] : [['limits', velocityText(limits, asset)]]),
    ['frozen', frozen ?? 'nothing'],
    ...Object.entries(metadata).map(([name, text]) => [`metadata ${name}`, text]),
    ['opened', momentText(openedAt)],
    ...(endedAt === null ? [] : [['ended', momentText(endedAt)]]),
    ...(mergedInto === null ? [] : [['merged into', mergedInto]]),
  ];
}
