import { Option } from 'commander';
import { omitUndefined } from '../../base/plain-object.ts';
import { SCHEDULE_STATUSES } from '../../engine/read/list-schedules.ts';
import type { ScheduleItem } from '../../engine/read/schedule-items.ts';
import type { CommandLine } from '../command-line.ts';
import { addListCommand } from '../list-command.ts';

interface SchedulesOptions {
  readonly account?: string;
  readonly schedule?: string;
  readonly status?: ScheduleItem['status'];
}

export function addSchedulesCommand(cli: CommandLine): void {
  addListCommand(cli, {
    name: 'schedules',
    summary: 'List what is to be carried out, and what became of it.',
    examples: ['schedules --status pending', 'schedules --account alice'],
    options: (command) =>
      command
        .option('--account <account>', 'those whose money is of this account only')
        .option('--schedule <id>', 'the one with this id only')
        .addOption(
          new Option('--status <status>', 'those that are this now only').choices([...SCHEDULE_STATUSES]),
        ),
    page: (book, { account, schedule, status }: SchedulesOptions, query) =>
      book.schedules({ ...query, ...omitUndefined({ account, schedule, status }) }),
    columns: [
      { title: 'SCHEDULE', id: ({ schedule }) => schedule },
      { title: 'ACCOUNT', id: ({ account }) => account },
      { title: 'COMMAND', text: ({ command }) => command.kind },
      { title: 'WHEN', moment: ({ nextAt, latest, executeAt }) => nextAt ?? latest?.at ?? executeAt },
      { title: 'STATUS', text: ({ status }) => status },
      { title: 'REASON', text: ({ failure }) => failure?.reason ?? '' },
    ],
    asset: ({ account, madeAt }, assets) => assets.ofCommand({ account }, madeAt),
  });
}
