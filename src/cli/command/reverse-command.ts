import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface ReverseOptions {
  readonly transaction: string;
}

export function addReverseCommand(cli: CommandLine): void {
  addWriteCommand<ReverseOptions>(cli, {
    name: 'reverse',
    summary: 'Post the opposite of a transaction, and restore the payments or credits that it drew on.',
    examples: ['reverse --transaction rent-2026-11'],
    options: (command) =>
      command.requiredOption('--transaction <id>', 'the id of the command that posted it'),
    submit: (book, { transaction }, { dated, how }) => book.reverse({ ...dated, transaction }, how),
    done: ({ transaction }) => `Reversed transaction ${transaction}`,
  });
}
