import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { itemJson } from '../name-assets.ts';

interface ImportsOptions {
  readonly source?: string;
}

/** So much of a hash is enough to distinguish files in a table. */
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
      { title: 'SOURCE', breaks: 'anywhere' },
      { title: 'RECORDED', breaks: 'moment' },
      { title: 'ROWS', align: 'right' },
      { title: 'FIRST', breaks: 'moment' },
      { title: 'LAST', breaks: 'moment' },
      { title: 'FILE' },
      { title: 'MAPPING' },
    ],
    json: (item) => itemJson(item, null),
    row: ({ source, at, rows, firstAt, lastAt, fileHash, mappingHash }) => [
      source,
      momentText(at),
      String(rows),
      firstAt === null ? '' : momentText(firstAt),
      lastAt === null ? '' : momentText(lastAt),
      fileHash.slice(0, HASH_SHOWN),
      mappingHash.slice(0, HASH_SHOWN),
    ],
  });
}
