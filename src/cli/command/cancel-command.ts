import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface CancelOptions {
  readonly offer: string;
  readonly account: string;
}

export function addCancelCommand(cli: CommandLine): void {
  addWriteCommand<CancelOptions>(cli, {
    name: 'cancel',
    summary: 'Take a pending offer back.',
    examples: ['cancel --offer o1 --account alice'],
    options: (command) =>
      command
        .requiredOption('--offer <id>', 'the offer')
        .requiredOption('--account <account>', 'the source of the offer'),
    submit: (book, { offer, account }, { dated, how }) => book.cancel({ ...dated, offer, account }, how),
    done: ({ offer, account }) => `Cancelled offer ${offer} of ${account}`,
  });
}
