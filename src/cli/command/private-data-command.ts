import type { CommandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { plainTable } from '../plain-table.ts';
import { addTargetOptions, readTarget, type TargetOptions } from '../private-target.ts';

export function addPrivateDataCommand(cli: CommandLine): void {
  const command = cli.command(
    'private-data',
    'Show the private data of a command or an account, as whoever they are about may ask for them.',
    ['private-data --account customer-8134 --commands', 'private-data --command order-17 --json'],
  );
  addTargetOptions(command).action(
    cli.onHouse<TargetOptions>(
      {
        reads: () => true,
        check: ({ options }) => {
          readTarget(options);
        },
      },
      async ({ book, options, output, isJson }) => {
        const items = await book.privateData(readTarget(options));
        if (isJson) {
          await output.print(jsonLine({ items }));
          return EXIT.done;
        }
        const rows = items.flatMap((item) => {
          const { seq, id, value, erasedBy } = item;
          if (erasedBy !== undefined) return [[String(seq), id, '', `erased by number ${erasedBy}`]];
          if (value !== undefined) return [[String(seq), id, '(returned)', value ?? '']];
          return Object.entries(item.private ?? {}).map(([name, text]) => [String(seq), id, name, text]);
        });
        const columns = [
          { title: 'NUMBER', align: 'right' },
          { title: 'ID', breaks: 'anywhere' },
          { title: 'NAME', breaks: 'anywhere' },
          { title: 'TEXT', breaks: 'anywhere' },
        ] as const;
        await output.print(plainTable([...columns], rows, output.columns));
        return EXIT.done;
      },
    ),
  );
}
