import { omitUndefined } from '../../base/plain-object.ts';
import { barText, greatestOf } from '../block-bars.ts';
import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { plainTable } from '../plain-table.ts';
import { readWhole } from '../shared-options.ts';
import { readSpan } from '../span-text.ts';
import { endOption, WINDOW_HELP } from './count-options.ts';
import { BAR_WIDTH } from './count-tumbling-command.ts';

interface TopOptions {
  readonly window: string;
  readonly at?: number;
  readonly limit: string;
  readonly prefix?: string;
}

export function addCountTopCommand(cli: CommandLine): void {
  cli
    .command('count top', 'Show the counters that counted most in the last while, with bars.', [
      'count top --window 1h',
      'count top --window 1d --at 2026-11-21 --prefix visits: --limit 20',
    ])
    .requiredOption('--window <length>', WINDOW_HELP)
    .addOption(endOption())
    .option('--limit <number>', 'how many counters at most', '10')
    .option('--prefix <text>', 'only counters whose names begin so')
    .action(
      cli.onHouse<TopOptions>({ reads: () => true }, async (run) => {
        const { options, output, isJson } = run;
        const window = readSpan('--window', options.window);
        const limit = readWhole('--limit', options.limit, 1);
        const { at, prefix } = options;
        const answer = await countersOf(run).top({ window, limit, ...omitUndefined({ at, prefix }) });
        if (isJson) {
          await output.print(countsLine(answer));
          return EXIT.done;
        }
        const { from, to, counters, approximate } = answer;
        const about = approximate ? 'about ' : '';
        const greatest = greatestOf(counters.map(({ count }) => count));
        const rows = counters.map(({ counter, count }) => [
          counter,
          `${about}${count}`,
          barText(count, greatest, BAR_WIDTH),
        ]);
        await output.print(`From ${momentText(from)} to ${momentText(to)}`);
        if (rows.length === 0) output.log('No counter counted anything then.');
        else await output.print(plainTable(COLUMNS, rows, output.columns));
        return EXIT.done;
      }),
    );
}

const COLUMNS = [
  { title: 'COUNTER', breaks: 'anywhere' },
  { title: 'COUNT', align: 'right' },
  { title: '' },
] as const;
