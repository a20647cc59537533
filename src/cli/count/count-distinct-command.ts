import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';
import { fromOption, toOption } from './count-options.ts';

interface DistinctOptions {
  readonly from: number;
  readonly to: number;
}

export function addCountDistinctCommand(cli: CommandLine): void {
  cli
    .command('count distinct', 'Show how many different sources told the events of a range.', [
      'count distinct visits:/ --from 2026-11-20 --to 2026-11-20',
    ])
    .argument('<counter>', 'its name')
    .addOption(fromOption().makeOptionMandatory())
    .addOption(toOption().makeOptionMandatory())
    .action(
      cli.onHouse<DistinctOptions>({ reads: () => true }, async (run) => {
        const [counter = ''] = run.words;
        const { from, to } = run.options;
        const answer = await countersOf(run).distinct({ counter, from, to });
        const error = Math.ceil(answer.standardError);
        const text = answer.approximate ? `about ${answer.count}, give or take ${error}` : `${answer.count}`;
        await run.output.print(run.isJson ? countsLine(answer) : text);
        return EXIT.done;
      }),
    );
}
