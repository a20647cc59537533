import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface DeclineOptions {
  readonly offer: string;
  readonly account: string;
}

export function addDeclineCommand(cli: CommandLine): void {
  addWriteCommand<DeclineOptions>(cli, {
    name: 'decline',
    summary: 'Turn a pending offer down.',
    examples: ['decline --offer o1 --account bob'],
    options: (command) =>
      command
        .requiredOption('--offer <id>', 'the offer')
        .requiredOption('--account <account>', 'the target of the offer'),
    submit: (book, { offer, account }, { dated, how }) => book.decline({ ...dated, offer, account }, how),
    done: ({ offer, account }) => `Declined offer ${offer} for ${account}`,
  });
}
