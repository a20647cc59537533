import type { CommandLine, House } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { momentText } from '../moment-text.ts';
import { printableText } from '../printable-text.ts';

type HouseInfo = Awaited<ReturnType<House['info']>>;

export function addInfoCommand(cli: CommandLine): void {
  cli
    .command(
      'info',
      'Show which house it is: its id, which its backups share, the version of its tables, and what it was restored from.',
      ['info', 'info --house shop.db --json'],
    )
    .action(
      cli.onHouse<object>({ reads: () => true }, async ({ house, output, isJson }) => {
        const info = await house.info();
        if (isJson) await output.print(jsonLine(info));
        else for (const line of describe(info)) await output.print(line);
        return EXIT.done;
      }),
    );
}

function describe({ url, id, schemaVersion, rulesVersion, restores }: HouseInfo): string[] {
  return [
    `House: ${printableText(url)}`,
    `Id: ${id}`,
    `Version of its tables: ${schemaVersion ?? 'none'}`,
    `Version of the rules: ${rulesVersion}`,
    ...restores.map(({ backedUpAt, restoredAt }) => {
      const from = backedUpAt === null ? 'a copy of the file' : `the backup of ${momentText(backedUpAt)}`;
      return `Restored: at ${momentText(restoredAt)}, from ${from}`;
    }),
  ];
}
