import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface CloseAccountOptions {
  readonly account: string;
}

export function addCloseAccountCommand(cli: CommandLine): void {
  addWriteCommand<CloseAccountOptions>(cli, {
    name: 'close-account',
    summary: 'Close an account that has no money, holds or incoming offers, and that no hold is to pay to.',
    examples: ['close-account --account alice'],
    options: (command) => command.requiredOption('--account <account>', 'its id'),
    submit: (book, { account }, { dated, how }) => book.closeAccount({ ...dated, account }, how),
    done: ({ account }) => `Closed account ${account}`,
  });
}
