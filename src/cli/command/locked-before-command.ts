import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';

export function addLockedBeforeCommand(cli: CommandLine): void {
  cli
    .command(
      'locked-before',
      'Show the moment before which nothing may be dated any more. See lock-before.',
      ['locked-before', 'locked-before --book sales'],
    )
    .action(
      cli.onHouse<object>({ reads: () => true }, async ({ book, output, isJson }) => {
        const lockedBefore = await book.lockedBefore();
        if (isJson) await output.print(jsonLine({ lockedBefore }));
        else if (lockedBefore === null)
          await output.print('Not locked: everything may be dated at any moment.');
        else await output.print(`Locked: nothing may be dated before ${momentText(lockedBefore)}`);
        return EXIT.done;
      }),
    );
}
