import { Argument } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { MomentOption } from '../moment-option.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';

interface RefundableOptions {
  readonly group?: string;
  readonly at?: number;
  readonly asset?: string;
}

const COLUMNS: readonly Column[] = [
  { title: 'ACCOUNT', breaks: 'anywhere' },
  { title: 'REFUNDABLE', align: 'right' },
];

export function addRefundableCommand(cli: CommandLine): void {
  cli
    .command('refundable', "Show what refunds may take of an account's payments, all or of one group.", [
      'refundable shop',
      'refundable shop --group order-7 --at 2026-11-21T10:00Z --json',
    ])
    .addArgument(new Argument('<account>', 'the account that was paid'))
    .option('--group <id>', 'of payments of this group only')
    .option('--asset <asset>', 'in which asset; needed for world')
    .addOption(
      new MomentOption(
        '--at <time>',
        'for a refund of this moment, or of the end of this day (default: now)',
        'last',
      ),
    )
    .action(
      cli.onHouse<RefundableOptions>(
        { reads: () => true },
        async ({ book, options, words, output, isJson }) => {
          const [account = ''] = words;
          const { group, asset, at } = options;
          const refundable = await book.refundable(account, omitUndefined({ group, asset, at }));
          if (isJson) await output.print(jsonLine({ refundable }));
          else if (refundable !== null) {
            const row = [refundable.account, moneyText(refundable.amount, refundable.asset)];
            await output.print(plainTable(COLUMNS, [row], output.columns));
          }
          if (refundable !== null) return EXIT.done;
          if (!isJson) output.log(await noSuchAccounts(book, [account], omitUndefined({ at })));
          return EXIT.refused;
        },
      ),
    );
}
