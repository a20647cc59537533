import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface MergeOptions {
  readonly from: string;
  readonly into: string;
}

export function addMergeCommand(cli: CommandLine): void {
  addWriteCommand<MergeOptions>(cli, {
    name: 'merge',
    summary:
      'Merge an account into another, with its money, holds, offers, payments and credits; it is gone then.',
    examples: ['merge --from alice-old --into alice'],
    options: (command) =>
      command
        .requiredOption('--from <account>', 'the account that goes away')
        .requiredOption('--into <account>', 'the account that stays'),
    submit: (book, { from, into }, { dated, how }) => book.merge({ ...dated, from, into }, how),
    done: ({ from, into }) => `Merged ${from} into ${into}`,
  });
}
