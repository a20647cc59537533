import type { RuleReason } from '../../commands/command-table.ts';
import type { Transfer } from '../../commands/posting-commands.ts';
import type { Account } from '../account/account.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Posted } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { credit, debit, type Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { checkPassing } from './check-passing.ts';
import { spread } from './spread-moves.ts';
import { forcedBy } from './stands-below.ts';

/** Decides a transfer: both accounts live then, in one asset, and the source can bear it from then on, unless it is forced to. */
export function decideTransfer(
  state: BookState,
  command: Transfer,
): Posted | Rejection<RuleReason<'transfer'>> {
  const instant = state.nextInstant(command.effectiveAt);
  if (command.from === command.to) return reject('same_account', command.from);
  const pair = findPair(state, command.from, command.to, instant);
  if ('kind' in pair) return pair;
  const moves: Move[] = [];
  pass(state, moves, pair.from, pair.to, instant, command.amount);
  const rejection = checkPassing(state, pair, moves, command);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'posted',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [pair.from.row.key, pair.to.row.key],
    ...forcedBy(state, moves, instant, command),
  };
}

/** Adds to `moves` an amount posted from one account to another at a place in time. */
export function pass(
  state: BookState,
  moves: Move[],
  from: Account,
  to: Account,
  instant: Instant,
  amount: bigint,
): void {
  spread(state, moves, from, instant, debit(amount));
  spread(state, moves, to, instant, credit(amount));
}
