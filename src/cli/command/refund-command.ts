import { TallystickError } from '../../base/error.ts';
import { REFUND_RULES, type RefundRule } from '../../commands/refund-rules.ts';
import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import { givenFields } from '../given-fields.ts';
import type { GivenAmount } from '../money-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface RefundOptions extends GivenAmount {
  readonly refund: string;
  readonly account: string;
  readonly payment?: string;
  readonly rules?: string;
  readonly to?: string;
}

export function addRefundCommand(cli: CommandLine): void {
  addWriteCommand<RefundOptions>(cli, {
    name: 'refund',
    summary:
      'Give money of payments back: of one payment, or of several that rules choose. Shows what was taken.',
    isNamed: true,
    examples: [
      'refund --refund r1 --account shop --amount 5.00 --payment p1',
      'refund --refund r2 --account shop --amount 5.00 --rules LARGEST_REMAINING_FIRST,OLDEST_FIRST',
    ],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--refund <id>', 'names the refund')
          .requiredOption('--account <account>', 'who was paid, and pays back'),
      )
        .option('--payment <id>', 'the payment to refund (default: the rules choose)')
        .option(
          '--rules <rules>',
          `in which order to draw: ${REFUND_RULES.join(', ')} (default: OLDEST_FIRST)`,
        )
        .option('--to <account>', 'who gets it (default: world)'),
    submit: async (book, { refund, account, payment, rules, to, ...given }, request) =>
      book.refund(
        {
          ...request.dated,
          refund,
          account,
          amount: await request.amount(given),
          ...givenFields({ payment, to }),
          ...(rules === undefined ? {} : { rules: readRules(rules) }),
        },
        request.how,
      ),
    done: ({ refund, account, to = 'world' }, amount) =>
      `Refunded ${amount} from ${account} to ${to} as refund ${refund}`,
  });
}

function readRules(text: string): RefundRule[] {
  return text.split(',').map((name) => {
    const known = REFUND_RULES.find((rule) => rule === name.trim());
    if (known !== undefined) return known;
    throw new TallystickError('bad_rule', '--rules', name, `some of ${REFUND_RULES.join(',')}`);
  });
}
