import { ENTRIES } from '../../commands/command-table.ts';
import type { Event } from '../apply-rows.ts';
import type { BookState } from '../book-state.ts';
import { type LotChange, NO_LOTS } from '../lot/draw.ts';
import { addDeltas, type Delta, isNoChange, NO_CHANGE } from '../time/delta.ts';
import { compareInstants, placeOf } from '../time/instant.ts';
import { showsName } from '../time/names.ts';
import type { Posting, Taken, TransactionRow } from './transaction.ts';

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
    postings: canBeReversed(event) ? postingsOf(event) : [],
    names: event.names,
    change: lotChangeOf(event),
    taken: takenBy(event),
    closed: event.kind === 'transaction_reversed',
  };
}

/** Whether a timeline shows that an event named its account, and shows it no more once the event is taken back. */
export function showsWhatItNames(event: Event, name: string): boolean {
  if (!canBeReversed(event)) return false;
  const place = placeOf(event.at, event.seq);
  return event.moves.some(
    (move) => move.account === name && compareInstants(move, place) === 0 && showsName(move),
  );
}

/** A merge passes balances on, a hold or an offer reserves, and how they end gives back: none of that is a posting. */
const POSTING: ReadonlySet<string> = new Set(
  [...ENTRIES.values()].flatMap(({ posts = false, events }) => (posts ? events : [])),
);

function canBeReversed({ kind }: Event): boolean {
  return POSTING.has(kind);
}

/** What the event changed at its own place in time. What later merges carried on is not changed by itself. */
function postingsOf(event: Event): Posting[] {
  const place = placeOf(event.at, event.seq);
  const sums = new Map<string, Delta>();
  for (const move of event.moves) {
    if (compareInstants(move, place) !== 0) continue;
    sums.set(move.account, addDeltas(sums.get(move.account) ?? NO_CHANGE, move));
  }
  return [...sums]
    .filter(([, change]) => !isNoChange(change))
    .map(([account, change]) => ({ account, change }));
}

/** What an event did to lots. */
export function lotChangeOf(event: Event): LotChange {
  switch (event.kind) {
    case 'payment_made':
      return { lots: 'payment_made', lot: event.row.id };
    case 'hold_captured':
      return event.payment === undefined ? NO_LOTS : { lots: 'payment_made', lot: event.payment.id };
    case 'payment_refunded':
      return { lots: 'payments_drawn', draws: event.draws };
    case 'credit_granted':
      return { lots: 'credit_granted', lot: event.row.key };
    case 'credits_spent':
    case 'credits_expired':
    case 'credit_voided':
      return { lots: 'credits_drawn', draws: event.draws };
    default:
      return NO_LOTS;
  }
}

function takenBy(event: Event): Taken | null {
  if (event.kind === 'hold_captured' && event.isBeside !== true)
    return { of: 'hold', hold: event.hold, amount: event.amount };
  if (event.kind === 'offer_accepted') return { of: 'offer', offer: event.offer };
  return null;
}
