import type { CommandLine } from '../command-line.ts';
import { addCountBackfillCommand } from './count-backfill-command.ts';
import { addCountDefineCommand } from './count-define-command.ts';
import { addCountDistinctCommand } from './count-distinct-command.ts';
import { addCountImportCommand } from './count-import-command.ts';
import { addCountSlidingCommand } from './count-sliding-command.ts';
import { addCountStatusCommand } from './count-status-command.ts';
import { addCountTopCommand } from './count-top-command.ts';
import { addCountTotalCommand } from './count-total-command.ts';
import { addCountTumblingCommand } from './count-tumbling-command.ts';

/** The commands of counters, which stand under one word. */
export function addCountCommands(cli: CommandLine): void {
  cli.group(
    'count',
    'Count events over time: import them, and see how many there were in any window. They are in a book of their own, unless --book says otherwise.',
  );
  addCountImportCommand(cli);
  addCountTumblingCommand(cli);
  addCountSlidingCommand(cli);
  addCountTopCommand(cli);
  addCountTotalCommand(cli);
  addCountDistinctCommand(cli);
  addCountStatusCommand(cli);
  addCountDefineCommand(cli);
  addCountBackfillCommand(cli);
}
