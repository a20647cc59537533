import { Argument } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import { decimalText } from '../../money/money.ts';
import type { CommandLine, OpenBook } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { MomentOption } from '../moment-option.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { noSuchAccounts } from '../no-such-account.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { printableText } from '../printable-text.ts';
import { type OrderOption, orderOption, readLimit } from '../shared-options.ts';
import { shellWord } from '../shell-word.ts';

interface StatementOptions {
  readonly from?: number;
  readonly to?: number;
  readonly asset?: string;
  readonly cursor?: string;
  readonly limit: string;
  readonly order: OrderOption;
}

type Statement = NonNullable<Awaited<ReturnType<OpenBook['statement']>>>;

const COLUMNS: readonly Column[] = [
  { title: 'TIME', breaks: 'moment' },
  { title: 'KIND', breaks: 'anywhere' },
  { title: 'ID', breaks: 'anywhere' },
  { title: 'WITH', breaks: 'anywhere' },
  { title: 'REFERENCE', breaks: 'anywhere', isOptional: true },
  { title: 'POSTED', align: 'right' },
  { title: 'BALANCE', align: 'right' },
  { title: 'HELD', align: 'right' },
  { title: 'INCOMING', align: 'right' },
  { title: 'EXPECTED', align: 'right' },
  { title: 'AVAILABLE', align: 'right' },
];

/** Shown where the account has, or had, credits. */
const CREDITS: Column = { title: 'CREDITS', align: 'right' };

export function addStatementCommand(cli: CommandLine): void {
  cli
    .command('statement', 'Show every change of an account in order of time, with the balances after each.', [
      'statement alice',
      'statement alice --from 2026-11-01 --to 2026-11-30 --limit 100',
    ])
    .addArgument(new Argument('<account>', 'the account'))
    .addOption(
      new MomentOption('--from <time>', 'from this moment or day on (default: the beginning)', 'first'),
    )
    .addOption(
      new MomentOption(
        '--to <time>',
        'up to this moment or day, itself included (default: now); a later one shows what is known to come',
        'last',
      ),
    )
    .option('--asset <asset>', 'in which asset; needed for world')
    .option('--cursor <cursor>', 'go on behind this cursor, which the page before it ended with')
    .option('--limit <number>', 'how many lines at most', '50')
    .addOption(orderOption('lines'))
    .action(
      cli.onHouse<StatementOptions>(
        { reads: () => true },
        async ({ book, options, words, output, isJson }) => {
          const [account = ''] = words;
          const { from, to, asset, cursor, limit, order } = options;
          const statement = await book.statement(account, {
            limit: readLimit(limit),
            order,
            ...omitUndefined({ from, to, asset, cursor }),
          });
          if (isJson) await output.print(jsonLine(statement));
          if (statement === null) {
            if (!isJson) output.log(await noSuchAccounts(book, [account], { at: to }));
            return EXIT.refused;
          }
          if (!isJson) await output.print(statementText(statement, output.columns));
          if (!isJson && statement.cursor !== null) {
            output.log(`There is more: add --cursor ${shellWord(statement.cursor)}`);
          }
          return EXIT.done;
        },
      ),
    );
}

function statementText({ account, asset, opening, lines }: Statement, columns: number): string {
  const start = `${printableText(account)}: ${moneyText(opening.posted, asset)} posted before, ${moneyText(opening.available, asset)} available`;
  if (lines.length === 0) return `${start}\nNothing changed since.`;
  const hasCredits = lines.some(
    ({ credits, balance }) => credits.remaining !== 0n || balance.credits.remaining !== 0n,
  );
  const rows = lines.map(({ balance, ...line }) => [
    momentText(line.at),
    line.expired ? `${line.kind} ran out` : line.kind,
    line.id,
    line.counterparty ?? '',
    line.reference ?? '',
    line.posted === 0n ? '' : decimalText(line.posted, asset),
    ...[balance.posted, balance.held, balance.incoming, balance.expected, balance.available].map((amount) =>
      decimalText(amount, asset),
    ),
    ...(hasCredits ? [decimalText(balance.credits.remaining, asset)] : []),
  ]);
  return `${start}\n${plainTable(hasCredits ? [...COLUMNS, CREDITS] : COLUMNS, rows, columns)}`;
}
