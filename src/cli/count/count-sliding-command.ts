import { omitUndefined } from '../../base/plain-object.ts';
import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { readSpan } from '../span-text.ts';
import { endOption, WINDOW_HELP } from './count-options.ts';

interface SlidingOptions {
  readonly window: string;
  readonly at?: number;
  readonly exact?: boolean;
}

export function addCountSlidingCommand(cli: CommandLine): void {
  cli
    .command('count sliding', 'Show the count of the last while, up to now or another moment.', [
      'count sliding sign-ups --window 15m',
      'count sliding sign-ups --window 90s --at 2026-11-21T10:00:30Z --exact',
    ])
    .argument('<counter>', 'its name')
    .requiredOption('--window <length>', WINDOW_HELP)
    .addOption(endOption())
    .option('--exact', 'count one by one where the window cuts through a bucket, and do not estimate')
    .action(
      cli.onHouse<SlidingOptions>({ reads: () => true }, async (run) => {
        const { options, output, words, isJson } = run;
        const [counter = ''] = words;
        const window = readSpan('--window', options.window);
        const { at, exact } = options;
        const answer = await countersOf(run).sliding({ counter, window, ...omitUndefined({ at, exact }) });
        const { from, to, count, approximate } = answer;
        const about = approximate ? 'about ' : '';
        const text = `${about}${count} from ${momentText(from)} to ${momentText(to)}`;
        await output.print(isJson ? countsLine(answer) : text);
        return EXIT.done;
      }),
    );
}
