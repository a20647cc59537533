import { Argument } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { eventLine } from '../event-line.ts';
import { EXIT } from '../exit-codes.ts';
import { recordText } from '../export/write-records.ts';
import { AssetFinder } from '../find-asset.ts';
import { recordJson } from '../name-assets.ts';
import { printableText } from '../printable-text.ts';

export function addCommandCommand(cli: CommandLine): void {
  cli
    .command(
      'command',
      'Show what became of a command: its row of the journal, or that of the group that it is in.',
      ['command order-17', 'command order-17 --json'],
    )
    .addArgument(new Argument('<id>', 'the id of the command'))
    .action(
      cli.onHouse<object>({ reads: () => true }, async ({ book, options, words, output, isJson }) => {
        const [id = ''] = words;
        const record = await book.command(id);
        if (record === undefined) {
          const where = `in book ${printableText(options.book)}`;
          output.log(`No command ${printableText(id)} is on record ${where}.`);
          return EXIT.refused;
        }
        // The row has what the answer says.
        const { answer: _, part: __, ...row } = record;
        if (!isJson) await output.print(eventLine(row));
        else await output.print(recordText(await recordJson(row, new AssetFinder(book))));
        return EXIT.done;
      }),
    );
}
