import type { CommandLine } from '../command-line.ts';
import { addWriteCommand } from '../write-command.ts';

interface ReleaseOptions {
  readonly hold: string;
}

export function addReleaseCommand(cli: CommandLine): void {
  addWriteCommand<ReleaseOptions>(cli, {
    name: 'release',
    summary: 'Give back what is left of a hold.',
    examples: ['release --hold h1'],
    options: (command) => command.requiredOption('--hold <id>', 'the hold'),
    submit: (book, { hold }, { dated, how }) => book.release({ ...dated, hold }, how),
    done: ({ hold }, amount) => `Released ${amount} of hold ${hold}`,
  });
}
