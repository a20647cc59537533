import type { BookState } from '../book-state.ts';
import type { Event } from '../event.ts';
import { type LotChange, NO_LOTS } from '../lot/draw.ts';
import { compareInstants, placeOf } from '../time/instant.ts';
import type { Posting, TransactionRow } from './transaction.ts';

/** Keeps an event whose command carried an id as a transaction, so that it can be reversed. */
export function recordTransaction(state: BookState, event: Event, id: string): void {
  state.transactions.put(id, transactionOf(event, id));
}

/** The transaction that an event is, as it was before any reversal. */
export function transactionOf(event: Event, id: string): TransactionRow {
  return {
    id,
    kind: event.kind,
    effective: placeOf(event.at, event.seq),
    // A merge passes balances on; that is no posting of its own.
    postings: event.kind === 'accounts_merged' ? [] : postingsOf(event),
    change: lotChangeOf(event),
    closed: event.kind === 'transaction_reversed',
  };
}

/** What the event posted at its own place in time. What later merges carried on is not posted again. */
function postingsOf(event: Event): Posting[] {
  const place = placeOf(event.at, event.seq);
  const sums = new Map<string, bigint>();
  for (const move of event.moves) {
    if (compareInstants(move, place) !== 0) continue;
    const posted = move.inflow - move.outflow;
    sums.set(move.account, (sums.get(move.account) ?? 0n) + posted);
  }
  return [...sums].filter(([, amount]) => amount !== 0n).map(([account, amount]) => ({ account, amount }));
}

function lotChangeOf(event: Event): LotChange {
  switch (event.kind) {
    case 'payment_made':
      return { lots: 'payment_made', lot: event.row.id };
    case 'payment_refunded':
      return { lots: 'payments_drawn', draws: event.draws };
    case 'credit_granted':
      return { lots: 'credit_granted', lot: event.row.key };
    case 'credits_spent':
    case 'credits_expired':
      return { lots: 'credits_drawn', draws: event.draws };
    default:
      return NO_LOTS;
  }
}
