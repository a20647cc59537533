import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { readMoment } from '../moment-text.ts';
import { countersOf } from './counters-of.ts';

interface DistinctOptions {
  readonly from: string;
  readonly to: string;
}

export function addCountDistinctCommand(cli: CommandLine): void {
  cli
    .command('count distinct', 'Show how many different sources told the events of a range.', [
      'count distinct visits:/ --from 2026-11-20 --to 2026-11-21',
    ])
    .argument('<counter>', 'its name')
    .requiredOption('--from <time>', 'from this moment on')
    .requiredOption('--to <time>', 'up to this moment, which is not in it')
    .action(
      cli.onHouse<DistinctOptions>({}, async (run) => {
        const [counter = ''] = run.words;
        const from = readMoment('--from', run.options.from);
        const to = readMoment('--to', run.options.to);
        const answer = await countersOf(run).distinct({ counter, from, to });
        const error = Math.ceil(answer.standardError);
        const text = answer.approximate ? `about ${answer.count}, give or take ${error}` : `${answer.count}`;
        await run.output.print(run.isJson ? jsonLine(answer) : text);
        return EXIT.done;
      }),
    );
}
