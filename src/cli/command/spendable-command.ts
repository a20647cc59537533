import { Argument } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import { readClock } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { MomentOption } from '../moment-option.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';

interface SpendableOptions {
  readonly clock?: string;
  readonly at?: number;
  readonly asset?: string;
}

const COLUMNS: readonly Column[] = [
  { title: 'ACCOUNT', breaks: 'anywhere' },
  { title: 'SPENDABLE', align: 'right' },
];

export function addSpendableCommand(cli: CommandLine): void {
  cli
    .command('spendable', "Show what a spend may take of an account's credits, by a clock.", [
      'spendable alice',
      'spendable alice --clock node-1=2,node-2=5 --at 2026-11-21T10:00Z --json',
    ])
    .addArgument(new Argument('<account>', 'the account whose credits'))
    .option('--clock <clock>', 'what has happened so far (default: none)')
    .option('--asset <asset>', 'in which asset; needed for world')
    .addOption(
      new MomentOption(
        '--at <time>',
        'for a spend of this moment, or of the end of this day (default: now)',
        'last',
      ),
    )
    .action(
      cli.onHouse<SpendableOptions>(
        { reads: () => true },
        async ({ book, options, words, output, isJson }) => {
          const [account = ''] = words;
          const { asset, at } = options;
          const clock = options.clock === undefined ? undefined : readClock('--clock', options.clock);
          const spendable = await book.spendable(account, omitUndefined({ clock, asset, at }));
          if (isJson) await output.print(jsonLine({ spendable }));
          else if (spendable !== null) {
            const row = [spendable.account, moneyText(spendable.amount, spendable.asset)];
            await output.print(plainTable(COLUMNS, [row], output.columns));
          }
          if (spendable !== null) return EXIT.done;
          if (!isJson) output.log(await noSuchAccounts(book, [account], omitUndefined({ at })));
          return EXIT.refused;
        },
      ),
    );
}
