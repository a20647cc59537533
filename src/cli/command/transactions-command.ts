import { omitUndefined } from '../../base/plain-object.ts';
import type { CommandLine } from '../command-line.ts';
import { outcomeOf } from '../event-line.ts';
import { addListCommand } from '../list-command.ts';
import { MomentOption } from '../moment-option.ts';
import { recordJson } from '../name-assets.ts';
import { readPairs, repeatable } from '../shared-options.ts';

interface TransactionsOptions {
  readonly kind?: string;
  readonly account?: string;
  readonly counterparty?: string;
  readonly reference?: string;
  readonly actor?: string;
  readonly metadata: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly recordedFrom?: number;
  readonly recordedTo?: number;
}

export function addTransactionsCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'transactions',
    summary: 'List the commands that were accepted, and what each changed.',
    examples: [
      'transactions --order newest --limit 10',
      'transactions --account alice --counterparty shop',
      'transactions --kind refund --recorded-from 2026-11-01 --recorded-to 2026-11-30',
    ],
    options: (command) =>
      command
        .option('--kind <kind>', 'those of this kind only, such as transfer or hold')
        .option(
          '--account <account>',
          'those that moved something on this account, or began or ended it, only',
        )
        .option('--counterparty <account>', 'those of which the same is true of this account, too, only')
        .option('--reference <text>', 'those with this reference only')
        .addOption(repeatable('--metadata <name=text>', 'those with this note only; may be repeated'))
        .option('--actor <actor>', 'those that this actor has done only')
        .addOption(new MomentOption('--from <time>', 'those true from this moment or day on only', 'first'))
        .addOption(
          new MomentOption(
            '--to <time>',
            'those true up to this moment or day, itself included, only',
            'last',
          ),
        )
        .addOption(
          new MomentOption(
            '--recorded-from <time>',
            'those recorded from this moment or day on only',
            'first',
          ),
        )
        .addOption(
          new MomentOption(
            '--recorded-to <time>',
            'those recorded up to this moment or day, itself included, only',
            'last',
          ),
        ),
    page: (book, options: TransactionsOptions, query) => {
      const { kind, account, counterparty, reference, actor, from, to, recordedFrom, recordedTo } = options;
      const { metadata } = options;
      const noted =
        metadata.length > 0 ? { metadata: Object.fromEntries(readPairs('--metadata', metadata)) } : {};
      const filter = { kind, account, counterparty, reference, actor, from, to, recordedFrom, recordedTo };
      return book.transactions({ ...query, ...omitUndefined(filter), ...noted });
    },
    columns: [
      { title: 'NUMBER', text: ({ seq }) => String(seq), align: 'right' },
      { title: 'TIME', moment: ({ effectiveAt }) => effectiveAt },
      { title: 'KIND', text: ({ kind }) => kind },
      { title: 'ID', id: ({ id }) => id },
      { title: 'REFERENCE', id: ({ reference }) => reference ?? '', isOptional: true },
      { title: 'ACTOR', id: ({ actor }) => actor ?? '', isOptional: true },
      { title: 'CHANGES', id: (record) => outcomeOf(record) },
    ],
    json: recordJson,
  });
}
