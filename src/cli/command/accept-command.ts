import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface AcceptOptions {
  readonly offer: string;
  readonly account: string;
}

export function addAcceptCommand(cli: CommandLine): void {
  addWriteCommand<AcceptOptions>(cli, {
    name: 'accept',
    summary: 'Accept a pending offer: its target is paid.',
    examples: ['accept --offer o1 --account bob'],
    options: (command) =>
      command
        .requiredOption('--offer <id>', 'the offer')
        .requiredOption('--account <account>', 'the target of the offer'),
    submit: (book, { offer, account }, { dated, how }) => book.accept({ ...dated, offer, account }, how),
    done: ({ offer, account }) => `Accepted offer ${offer} for ${account}`,
  });
}
