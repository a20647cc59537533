import type { TumblingAnswer } from '../../counters/read-windows.ts';
import { barText, greatestOf, sparkText } from '../block-bars.ts';
import { type CommandLine, countersOf, type HouseRun } from '../command-line.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { plainTable } from '../plain-table.ts';
import { readSpan, spanText } from '../span-text.ts';
import { fromOption, toOption, WINDOW_HELP } from './count-options.ts';

interface TumblingOptions {
  readonly window: string;
  readonly from?: number;
  readonly to?: number;
  readonly sparkline?: boolean;
}

/** How many windows are shown when nobody says from when on. */
const WINDOWS_DEFAULT = 24;
export const BAR_WIDTH = 40;
/** Most windows in one line of a sparkline. */
const CELLS_MAX = 48;

export function addCountTumblingCommand(cli: CommandLine): void {
  cli
    .command(
      'count tumbling',
      'Show the count of each window, one after another, with a bar; windows without events count 0.',
      [
        'count tumbling sign-ups --window 1h --from 2026-11-20 --to 2026-11-20',
        'count tumbling sign-ups --window 1d --from 2026-01-01 --sparkline',
      ],
    )
    .argument('<counter>', 'its name')
    .requiredOption('--window <length>', WINDOW_HELP)
    .addOption(fromOption(`${WINDOWS_DEFAULT} windows before --to`))
    .addOption(toOption('now'))
    .option('--sparkline', 'a row of blocks, and no table')
    .action(cli.onHouse<TumblingOptions>({ reads: () => true }, showTumbling));
}

async function showTumbling(run: HouseRun<TumblingOptions>): Promise<ExitCode> {
  const { options, output, words, isJson } = run;
  const [counter = ''] = words;
  const counters = countersOf(run);
  const window = readSpan('--window', options.window);
  const to = options.to ?? (await counters.status({ limit: 1 })).now;
  const from = options.from ?? to - WINDOWS_DEFAULT * window;
  const answer = await counters.tumbling({ counter, window, from, to });
  if (isJson) await output.print(countsLine(answer));
  else if (answer.windows.length === 0) output.log('There are no windows between --from and --to.');
  else await output.print(options.sparkline === true ? sparkLines(answer) : table(answer, output.columns));
  return EXIT.done;
}

function table({ windows, approximate }: TumblingAnswer, columns: number): string {
  const greatest = greatestOf(windows.map(({ count }) => count));
  const rows = windows.map(({ start, count }) => [
    momentText(start),
    `${approximate ? 'about ' : ''}${count}`,
    barText(count, greatest, BAR_WIDTH),
  ]);
  return plainTable(
    [{ title: 'FROM', breaks: 'moment' }, { title: 'COUNT', align: 'right' }, { title: '' }],
    rows,
    columns,
  );
}

/** Lines of blocks, each behind the start of its first window; then what they stand for. */
function sparkLines({ windows, window, approximate }: TumblingAnswer): string {
  const counts = windows.map(({ count }) => count);
  const greatest = greatestOf(counts);
  const lines: string[] = [];
  for (let i = 0; i < counts.length; i += CELLS_MAX) {
    const start = momentText(windows[i]?.start ?? 0);
    lines.push(`${start}  ${sparkText(counts.slice(i, i + CELLS_MAX), greatest)}`);
  }
  const sum = counts.reduce((all, one) => all + one, 0n);
  const about = approximate ? 'about ' : '';
  lines.push(`Sum: ${about}${sum}; a block is ${spanText(window)}, and a whole one ${about}${greatest}`);
  return lines.join('\n');
}
