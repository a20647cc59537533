import { type CommandLine, countersOf } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { countsLine } from '../json-line.ts';

export function addCountTotalCommand(cli: CommandLine): void {
  cli
    .command('count total', 'Show all that a counter ever counted.', ['count total sign-ups'])
    .argument('<counter>', 'its name')
    .action(
      cli.onHouse<object>({ reads: () => true }, async (run) => {
        const [counter = ''] = run.words;
        const answer = await countersOf(run).total({ counter });
        const text = `${answer.approximate ? 'about ' : ''}${answer.count}`;
        await run.output.print(run.isJson ? countsLine(answer) : text);
        return EXIT.done;
      }),
    );
}
