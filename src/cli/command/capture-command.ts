import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import { AMOUNT_HELP } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface CaptureOptions {
  readonly hold: string;
  readonly amount?: string;
  readonly final?: boolean;
  readonly to?: string;
}

export function addCaptureCommand(cli: CommandLine): void {
  addWriteCommand<CaptureOptions>(cli, {
    name: 'capture',
    summary: 'Post a part of a hold, or all that is left of it.',
    examples: ['capture --hold h1', 'capture --hold h1 --amount 3.50 --final'],
    options: (command) =>
      command
        .requiredOption('--hold <id>', 'the hold')
        .option('--amount <amount>', `${AMOUNT_HELP} (default: all that is left)`)
        .option('--final', 'release what is left after it')
        .option('--to <account>', 'who is paid (default: as the hold says)'),
    submit: async (book, { hold, amount, final, to }, request) =>
      book.capture(
        {
          ...request.dated,
          hold,
          ...(amount === undefined ? {} : { amount: await request.amount('--amount', amount) }),
          ...givenFields({ final, to }),
        },
        request.how,
      ),
  });
}
