import { segmentsOf } from '../../base/path.ts';
import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { moneyText } from '../money-text.ts';
import { type Column, plainTable } from '../plain-table.ts';
import { addTimeOptions, readTimes, type TimeOptions } from '../shared-options.ts';

const COLUMNS: readonly Column[] = [
  { title: 'ACCOUNT', breaks: 'anywhere' },
  { title: 'DEBIT', align: 'right' },
  { title: 'CREDIT', align: 'right' },
  { title: 'HELD', align: 'right' },
  { title: 'AVAILABLE', align: 'right' },
];

interface TrialBalanceOptions extends TimeOptions {
  readonly tree?: boolean;
}

export function addTrialBalanceCommand(cli: CommandLine): void {
  const command = cli.command(
    'trial-balance',
    'Show what is posted on every account, and that both sides are equal: debit is below zero, credit above.',
    ['trial-balance', 'trial-balance --at 2026-11-30', 'trial-balance --tree'],
  );
  addTimeOptions(command.option('--tree', 'show paths, each with the sum of all that is under it')).action(
    cli.onHouse<TrialBalanceOptions>({ reads: () => true }, async ({ book, options, output, isJson }) => {
      const isTree = options.tree === true;
      const trial = await book.trialBalance({ ...readTimes(options), ...(isTree ? { tree: true } : {}) });
      if (isJson) {
        await output.print(jsonLine(trial));
        return EXIT.done;
      }
      const lines = trial.tree?.map((sums) => ({ ...sums, account: branchText(sums.prefix) })) ?? trial.lines;
      const rows = lines.map(({ account, asset, posted, held, available }) => [
        account,
        posted < 0n ? moneyText(-posted, asset) : '',
        posted > 0n ? moneyText(posted, asset) : '',
        held === 0n ? '' : moneyText(held, asset),
        moneyText(available, asset),
      ]);
      const totals = trial.totals.map(({ asset, debit, credit }) => [
        'Total',
        moneyText(debit, asset),
        moneyText(credit, asset),
        '',
        '',
      ]);
      await output.print(`At ${momentText(trial.at)}`);
      if (rows.length > 0) await output.print(plainTable(COLUMNS, [...rows, ...totals], output.columns));
      else output.log('No account lives or has money at that moment.');
      return EXIT.done;
    }),
  );
}

/** The last segment of a path, set in by how deep it lies. */
function branchText(path: string): string {
  const segments = segmentsOf(path);
  return `${'  '.repeat(segments.length - 1)}${segments.at(-1) ?? ''}`;
}
