import { addAmountOptions } from '../amount-options.ts';
import type { CommandLine } from '../command-line.ts';
import type { GivenAmount } from '../money-text.ts';
import { expiryOption } from '../shared-options.ts';
import { untilText } from '../until-text.ts';
import { addWriteCommand } from '../write-command.ts';

interface OfferOptions extends GivenAmount {
  readonly offer: string;
  readonly from: string;
  readonly to: string;
  readonly expiresAt: number | null;
}

export function addOfferCommand(cli: CommandLine): void {
  addWriteCommand<OfferOptions>(cli, {
    name: 'offer',
    summary: 'Offer an amount to an account, which must accept it; until then it is reserved.',
    isNamed: true,
    examples: ['offer --offer o1 --from alice --to bob --amount 4.00 --expires-at 2026-11-28T10:00Z'],
    options: (command) =>
      addAmountOptions(
        command
          .requiredOption('--offer <id>', 'names the offer')
          .requiredOption('--from <account>', 'who offers')
          .requiredOption('--to <account>', 'who may accept'),
      ).addOption(expiryOption()),
    submit: async (book, { offer, from, to, expiresAt, ...given }, request) =>
      book.offer(
        {
          ...request.dated,
          offer,
          from,
          to,
          amount: await request.amount(given),
          expiresAt,
        },
        request.how,
      ),
    done: ({ offer, from, to, expiresAt }, amount) =>
      `Offered ${amount} from ${from} to ${to} as offer ${offer} ${untilText(expiresAt)}`,
  });
}
