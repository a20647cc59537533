import type { CommandLine } from '../command-line.ts';
import { MomentOption } from '../moment-option.ts';
import { momentText } from '../moment-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface LockBeforeOptions {
  readonly before: number;
}

export function addLockBeforeCommand(cli: CommandLine): void {
  addWriteCommand<LockBeforeOptions>(cli, {
    name: 'lock-before',
    summary: 'Close the period before a moment: nothing that comes later may be dated there.',
    examples: ['lock-before --before 2026-11-01'],
    options: (command) =>
      command.addOption(
        new MomentOption(
          '--before <time>',
          'what is dated before it is refused; of a date: before it begins. An earlier one than last time opens what lies between',
          'first',
        ).makeOptionMandatory(),
      ),
    submit: (book, { before }, { dated, how }) => book.lockBefore(before, dated, how),
    done: ({ before }) => `Locked what lies before ${momentText(before)}`,
  });
}
