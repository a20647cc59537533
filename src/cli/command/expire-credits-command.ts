import { readClock } from '../clock-text.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { CLOCK_FORM } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface ExpireCreditsOptions {
  readonly account: string;
  readonly clock: string;
  readonly to?: string;
}

export function addExpireCreditsCommand(cli: CommandLine): void {
  addWriteCommand<ExpireCreditsOptions>(cli, {
    name: 'expire-credits',
    summary:
      'Post away what is left of the credits that are expired at a vector clock. Shows what was taken.',
    examples: ['expire-credits --account alice --clock node-1=4,node-2=5 --to breakage'],
    options: (command) =>
      command
        .requiredOption('--account <account>', 'whose credits')
        .requiredOption('--clock <clock>', `what has happened so far, ${CLOCK_FORM}, or "none"`)
        .option('--to <account>', 'who gets it (default: world)'),
    submit: (book, { account, clock, to }, { dated, how }) =>
      book.expireCredits(
        { ...dated, account, clock: readClock('--clock', clock), ...givenFields({ to }) },
        how,
      ),
    done: ({ account, to = 'world' }, amount) => `Expired ${amount} of the credits of ${account} to ${to}`,
  });
}
