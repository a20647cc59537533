import type { CommandLine } from '../command-line.ts';
import { outcomeOf } from '../event-line.ts';
import { givenFields } from '../given-fields.ts';
import { addListCommand } from '../list-command.ts';
import { momentText } from '../moment-text.ts';
import { recordJson } from '../name-assets.ts';

interface TransactionsOptions {
  readonly kind?: string;
}

export function addTransactionsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'transactions',
    summary: 'List the commands that were accepted, and what each changed.',
    examples: ['transactions', 'transactions --kind transfer --limit 100'],
    options: (command) =>
      command.option('--kind <kind>', 'those of this kind only, such as transfer or hold'),
    page: (book, { kind }: TransactionsOptions, query) =>
      book.transactions({ ...query, ...givenFields({ kind }) }),
    columns: [
      { title: 'NUMBER', align: 'right' },
      { title: 'TIME', breaks: 'moment' },
      { title: 'KIND' },
      { title: 'ID', breaks: 'anywhere' },
      { title: 'CHANGES', breaks: 'anywhere' },
    ],
    json: recordJson,
    row: (record) => [
      String(record.seq),
      momentText(record.effectiveAt),
      record.kind,
      record.id,
      outcomeOf(record),
    ],
  });
}
