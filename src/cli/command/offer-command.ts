import type { CommandLine } from '../command-line.ts';
import { AMOUNT_HELP, expiryOption } from '../shared-options.ts';
import { addWriteCommand } from '../write-command.ts';

interface OfferOptions {
  readonly offer: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly expiresAt: number | null;
}

export function addOfferCommand(cli: CommandLine): void {
  addWriteCommand<OfferOptions>(cli, {
    name: 'offer',
    summary: 'Offer an amount to an account, which must accept it; until then it is reserved.',
    examples: ['offer --offer o1 --from alice --to bob --amount 4.00 --expires-at 2026-11-28T10:00Z'],
    options: (command) =>
      command
        .requiredOption('--offer <id>', 'names the offer')
        .requiredOption('--from <account>', 'who offers')
        .requiredOption('--to <account>', 'who may accept')
        .requiredOption('--amount <amount>', AMOUNT_HELP)
        .addOption(expiryOption()),
    submit: async (book, { offer, from, to, amount, expiresAt }, request) =>
      book.offer(
        {
          ...request.dated,
          offer,
          from,
          to,
          amount: await request.amount('--amount', amount),
          expiresAt,
        },
        request.how,
      ),
  });
}
