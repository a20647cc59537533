import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface CaptureOptions extends GivenAmount {
  readonly hold: string;
  readonly final?: boolean;
  readonly to?: string;
}

export function addCaptureCommand(cli: CommandLine): void {
  addWriteCommand<CaptureOptions>(cli, {
    name: 'capture',
    summary: 'Post a part of a hold, or all that is left of it.',
    examples: ['capture --hold h1', 'capture --hold h1 --amount 3.50 --final'],
    options: (command) =>
      addAmountOptions(command.requiredOption('--hold <id>', 'the hold'), 'all that is left')
        .option('--final', 'release what is left after it')
        .option('--to <account>', 'who is paid (default: as the hold says)'),
    submit: async (book, { hold, final, to, ...given }, request) =>
      book.capture(
        {
          ...request.dated,
          hold,
          ...givenFields({ amount: await request.amountIfGiven(given), final, to }),
        },
        request.how,
      ),
    done: ({ hold, to }, amount) =>
      `Captured ${amount} of hold ${hold}${to === undefined ? '' : ` to ${to}`}`,
  });
}
