import type { RuleReason } from '../../commands/command-table.ts';
import type { Capture } from '../../commands/hold-commands.ts';
import { livesAt } from '../account/account.ts';
import { noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { HoldCaptured } from '../event.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { checkVelocity } from '../posting/check-velocity.ts';
import { forcedBy } from '../posting/stands-below.ts';
import { pass } from '../posting/transfer.ts';
import { newPayment } from '../refund/pay.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { findPayee } from './find-payee.ts';
import { type HoldRow, leftOf } from './hold.ts';

/**
 * Decides a capture by force of a hold that is over by then: what it reserved went back, so the amount is posted from whoever
 * bore it, as a transfer between both by name would be. The hold stays as it is.
 */
export function decideCaptureOfOver(
  state: BookState,
  command: Capture,
  hold: HoldRow,
  instant: Instant,
): HoldCaptured | Rejection<RuleReason<'capture'>> {
  const from = state.accounts.heldBy(state.accounts.byKey(hold.account), instant);
  const { asset } = from.row;
  const left = leftOf(hold);
  const amount = command.amount ?? left;
  if (amount === 0n) return reject('hold_insufficient', hold.id, left, { needed: 1n, asset });
  if (!livesAt(from.row, instant)) return noAccount(state, from.row.id, instant);
  const to = findPayee(state, command, hold, from, instant);
  if ('kind' in to) return to;
  const moves: Move[] = [];
  pass(state, moves, from, to, instant, amount);
  const rejection = checkBalances(state, moves, command) ?? checkVelocity(state, moves, command);
  if (rejection !== undefined) return rejection;
  const { payment, group, rank } = command;
  return {
    kind: 'hold_captured',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [from.row.key, to.row.key],
    hold: hold.key,
    amount,
    ended: hold.ended,
    isBeside: true,
    ...(payment === undefined
      ? {}
      : { payment: newPayment(state, { from, to }, { payment, group, rank }, amount, instant.at) }),
    ...forcedBy(state, moves, instant, command),
  };
}
