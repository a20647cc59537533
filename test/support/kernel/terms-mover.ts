import { AMOUNT_MAX } from '../../../src/base/amount.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { BookPace } from './book-paces.ts';

/** What a move chooses by. */
interface TermsMove {
  readonly amount: number;
  readonly life: number;
  readonly back: number;
  readonly flags: number;
}

/** A floor, a ceiling or both, near what accounts have; sometimes as they are. */
export function updateOf(move: TermsMove, at: number, account: string, { unit }: BookPace): SingleCommand {
  const limit = (choice: number): bigint | null => (choice === 7 ? null : BigInt(choice - 3) * unit);
  const floor = limit(move.flags % 8);
  const most = BigInt(move.amount + move.life) * unit;
  const ceiling = move.life === 0 ? null : most < AMOUNT_MAX ? most : AMOUNT_MAX;
  return {
    kind: 'update_account',
    effectiveAt: at,
    account,
    ...(move.back % 4 === 0 ? {} : { floor }),
    ...(move.back % 4 < 2 ? { ceiling } : {}),
    ...(move.flags % 3 === 0 ? { asIs: true } : {}),
  };
}
