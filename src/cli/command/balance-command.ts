import { Argument } from 'commander';
import type { CommandLine, OpenBook } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { addTimeOptions, readTimes, type TimeOptions } from '../shared-options.ts';

interface BalanceOptions extends TimeOptions {
  readonly asset?: string;
}

type Balance = NonNullable<Awaited<ReturnType<OpenBook['balance']>>>;

const BALANCE_COLUMNS: readonly Column[] = [
  { title: 'ACCOUNT', breaks: 'anywhere' },
  { title: 'POSTED', align: 'right' },
  { title: 'HELD', align: 'right' },
  { title: 'INCOMING', align: 'right' },
  { title: 'EXPECTED', align: 'right' },
  { title: 'AVAILABLE', align: 'right' },
];

export function addBalanceCommand(cli: CommandLine): void {
  const command = cli
    .command(
      'balance',
      'Show balances, now or at any moment: posted, held, incoming, expected and available.',
      [
        'balance alice bob',
        'balance alice --at 2026-11-21T10:00Z --known-at 2026-11-22',
        'balance world --asset GBP/2 --json',
      ],
    )
    .addArgument(new Argument('<account...>', 'the accounts'))
    .option('--asset <asset>', 'in which asset; needed for world');
  addTimeOptions(command).action(
    cli.onHouse<BalanceOptions>({ reads: () => true }, async ({ book, options, words, output, isJson }) => {
      const times = readTimes(options);
      const query = options.asset === undefined ? times : { ...times, asset: options.asset };
      const balances = await book.balances(words, query);
      const known = balances.filter((one) => one !== null);
      if (isJson) await output.print(jsonLine({ balances }));
      else if (known.length > 0) await output.print(balanceTable(known, output.columns));
      const missing = words.filter((_, i) => balances[i] === null);
      if (missing.length === 0) return EXIT.done;
      if (!isJson) output.log(await noSuchAccounts(book, missing, times));
      return EXIT.refused;
    }),
  );
}

function balanceTable(balances: readonly Balance[], columns: number): string {
  return plainTable(BALANCE_COLUMNS, balances.map(balanceRow), columns);
}

function balanceRow({ account, asset, ...sums }: Balance): string[] {
  const { posted, held, incoming, expected, available } = sums;
  return [
    account,
    ...[posted, held, incoming, expected, available].map((amount) => moneyText(amount, asset)),
  ];
}
