import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';

interface ImportsOptions {
  readonly source?: string;
}

/** How much of a hash is shown: enough to distinguish files in a table. */
const HASH_SHOWN = 12;

export function addImportsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'imports',
    summary: 'List the files that were imported to their end, by when.',
    examples: ['imports', 'imports --source bank --json'],
    options: (command) => command.option('--source <name>', 'those of this source only'),
    page: (book, { source }: ImportsOptions, query) =>
      book.imports({ ...query, ...omitUndefined({ source }) }),
    columns: [
      { title: 'SOURCE', id: ({ source }) => source },
      { title: 'RECORDED', moment: ({ at }) => at },
      { title: 'ROWS', text: ({ rows }) => String(rows), align: 'right' },
      { title: 'FIRST', moment: ({ firstAt }) => firstAt },
      { title: 'LAST', moment: ({ lastAt }) => lastAt },
      { title: 'FILE', text: ({ fileHash }) => fileHash.slice(0, HASH_SHOWN) },
      { title: 'MAPPING', text: ({ mappingHash }) => mappingHash.slice(0, HASH_SHOWN) },
    ],
  });
}
