import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Pay } from '../../commands/lot-commands.ts';
import { findPair, type Pair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { PaymentMade } from '../event.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { pass } from '../posting/transfer.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { seqAt } from '../time/instant.ts';
import type { PaymentRow } from './payment.ts';

/** Decides a payment: its id is free, and money passes from the payer to the account. */
export function decidePay(state: BookState, command: Pay): PaymentMade | Rejection<RuleReason<'pay'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const payer = command.from ?? WORLD;
  if (payer === command.account) return reject('same_account', payer);
  const pair = findPair(state, payer, command.account, instant);
  if ('kind' in pair) return pair;
  if (state.payments.get(command.payment) !== undefined) return reject('payment_exists', command.payment);
  const moves: Move[] = [];
  if (command.amount > 0n) pass(state, moves, pair.from, pair.to, instant, command.amount);
  const rejection = checkPassing(state, pair, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'payment_made',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [pair.from.row.key, pair.to.row.key],
    row: newPayment(state, pair, command, command.amount, instant.at),
  };
}

/** What whoever makes a payment says of it. */
interface Said {
  readonly payment: string;
  readonly group?: string | undefined;
  readonly rank?: number | undefined;
}

/** A payment as it is made: nothing of it is refunded, and it belongs to whoever has the lots of its account by now. */
export function newPayment(
  state: BookState,
  { from, to }: Pair,
  { payment, group, rank }: Said,
  amount: bigint,
  at: number,
): Omit<PaymentRow, 'seq'> {
  return {
    id: payment,
    account: lotHolder(state, to).row.key,
    from: from.row.key,
    amount,
    remaining: amount,
    at,
    ...(group === undefined ? {} : { group }),
    ...(rank === undefined ? {} : { rank }),
  };
}

export function applyPaymentMade(state: BookState, event: PaymentMade): void {
  state.payments.put(event.row.id, { ...event.row, seq: event.seq });
}
