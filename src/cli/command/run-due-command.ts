import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { MomentOption } from '../moment-option.ts';
import { momentText } from '../moment-text.ts';

export function addRunDueCommand(cli: CommandLine): void {
  cli
    .command(
      'run-due',
      'Carry out what is scheduled and due. Whatever else reads or writes does so first, and so does a house that is open.',
      ['run-due --until 2026-11-30'],
    )
    .addOption(
      new MomentOption(
        '--until <time>',
        'what is due at or before this moment, at most now; of a date: by its end',
        'last',
      ).makeOptionMandatory(),
    )
    .action(
      cli.onHouse<{ readonly until: number }>({}, async ({ book, options: { until }, output, isJson }) => {
        const decided = await book.runDue(until);
        if (isJson) await output.print(jsonLine({ decided }));
        else await output.print(`Decided: ${decided} that was due until ${momentText(until)}`);
        return EXIT.done;
      }),
    );
}
