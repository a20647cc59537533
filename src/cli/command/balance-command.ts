import { Argument } from 'commander';
import { TallystickError } from '../../base/error.ts';
import { omitUndefined } from '../../base/plain-object.ts';
import type { SubtreeBalance } from '../../engine/read/account-tree.ts';
import type { CommandLine, OpenBook } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { printableText } from '../printable-text.ts';
import { addTimeOptions, readTimes, type TimeOptions } from '../shared-options.ts';

interface BalanceOptions extends TimeOptions {
  readonly prefix?: string;
  readonly totals?: boolean;
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

/** Shown where one of the accounts has credits. */
const CREDITS_COLUMNS: readonly Column[] = [
  { title: 'CREDITS', align: 'right' },
  { title: 'SPENDABLE', align: 'right' },
];

const TOTALS_COLUMNS: readonly Column[] = [
  { title: 'IN', align: 'right' },
  { title: 'OUT', align: 'right' },
];

export function addBalanceCommand(cli: CommandLine): void {
  const command = cli
    .command(
      'balance',
      'Show balances, now or at any moment: posted, held, incoming, expected and available, and credits where there are some.',
      [
        'balance alice bob',
        'balance alice --at 2026-11-21T10:00Z --known-at 2026-11-22',
        'balance world --asset GBP/2 --json',
        'balance --prefix assets:cash --totals',
      ],
    )
    .addArgument(new Argument('[account...]', 'the accounts'))
    .option('--prefix <path>', 'instead: what this account and all under it have together, for each asset')
    .option('--asset <asset>', 'in which asset; needed for world')
    .option('--totals', 'show also all that came in and went out, gross');
  addTimeOptions(command).action(
    cli.onHouse<BalanceOptions>({ reads: () => true }, async ({ book, options, words, output, isJson }) => {
      const { prefix, asset } = options;
      if ((prefix === undefined) === (words.length === 0)) {
        throw new TallystickError('bad_option', '--prefix', prefix, 'a path, or accounts instead');
      }
      const times = readTimes(options);
      const query = { ...times, ...omitUndefined({ asset }) };
      const show = async (sums: readonly (Balance | SubtreeBalance | null)[]): Promise<void> => {
        const known = sums.filter((one) => one !== null);
        if (isJson) await output.print(jsonLine({ balances: sums }));
        else if (known.length > 0) await output.print(balanceTable(known, options, output.columns));
      };
      if (prefix !== undefined) {
        const sums = await book.balances({ prefix, ...query });
        await show(sums);
        if (sums.length > 0) return EXIT.done;
        if (!isJson)
          output.log(`No account of ${printableText(prefix)} lives at that time. See 'tallystick accounts'.`);
        return EXIT.refused;
      }
      const balances = await book.balances(words, query);
      await show(balances);
      const missing = words.filter((_, i) => balances[i] === null);
      if (missing.length === 0) return EXIT.done;
      if (!isJson) output.log(await noSuchAccounts(book, missing, times));
      return EXIT.refused;
    }),
  );
}

function balanceTable(
  balances: readonly (Balance | SubtreeBalance)[],
  { totals }: BalanceOptions,
  columns: number,
): string {
  const hasCredits = balances.some(({ credits }) => credits.remaining !== 0n || credits.spendable !== 0n);
  const shown = [
    ...BALANCE_COLUMNS,
    ...(hasCredits ? CREDITS_COLUMNS : []),
    ...(totals === true ? TOTALS_COLUMNS : []),
  ];
  const rows = balances.map((one) => {
    const name = 'account' in one ? one.account : one.prefix;
    const amounts = [
      ...[one.posted, one.held, one.incoming, one.expected, one.available],
      ...(hasCredits ? [one.credits.remaining, one.credits.spendable] : []),
      ...(totals === true ? [one.totals.in, one.totals.out] : []),
    ];
    return [name, ...amounts.map((amount) => moneyText(amount, one.asset))];
  });
  return plainTable(shown, rows, columns);
}
