import { AMOUNT_MAX } from '../../../src/base/amount.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { openingOf } from '../../oracle/plain-book-beginnings.ts';
import type { ReplayedBook } from '../../oracle/plain-book-replay.ts';
import type { BookPace } from './book-paces.ts';

/** What a move chooses by. */
interface TermsMove {
  readonly amount: number;
  readonly life: number;
  readonly jitter: number;
  readonly back: number;
  readonly flags: number;
}

/** A floor, a ceiling or both, near what accounts have; sometimes as they are. */
export function updateOf(
  move: TermsMove,
  at: number,
  account: string,
  pace: BookPace,
  book: ReplayedBook,
): SingleCommand {
  const { unit } = pace;
  // Mostly a little earlier than it begins, and now and then not.
  const life = move.back % 2 === 0 ? book.at(at).living(account) : undefined;
  const begun = life && openingOf(book.history, life).effectiveAt;
  const openedAt = begun === undefined ? undefined : begun + (move.life === 1 ? 1 : -move.amount);
  // Where some accounts have velocity limits, these change too, or go.
  const limits = pace.limits[move.amount % pace.limits.length] ?? [];
  const hasLimits = pace.limits.some((each) => each !== null);
  const limit = (choice: number): bigint | null => (choice === 7 ? null : BigInt(choice - 3) * unit);
  const floor = limit(move.flags % 8);
  // Seldom frozen, and then thawed again: where all are frozen nothing happens.
  const frozen = [
    'debits' as const,
    'all' as const,
    null,
    null,
    null,
    undefined,
    undefined,
    undefined,
    undefined,
  ][move.jitter % 9];
  const most = BigInt(move.amount + move.life) * unit;
  const ceiling = move.life === 0 ? null : most < AMOUNT_MAX ? most : AMOUNT_MAX;
  return {
    kind: 'update_account',
    effectiveAt: at,
    account,
    ...(move.back % 4 === 0 ? {} : { floor }),
    ...(move.back % 4 < 2 ? { ceiling } : {}),
    ...(hasLimits && move.life % 2 === 0 ? { limits } : {}),
    ...(move.flags % 3 === 0 ? { asIs: true } : {}),
    ...(frozen === undefined ? {} : { frozen }),
    ...(openedAt === undefined ? {} : { openedAt }),
  };
}
