import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import { needsOfStartPurses } from '../../kernel/credit/start-purses.ts';
import { findHold } from '../../kernel/hold/find-hold.ts';
import type { Needs } from '../../kernel/needs.ts';
import { needLots } from '../../kernel/reverse/reverse-transaction.ts';
import { needsOfLives } from '../../kernel/schedule/make-schedule.ts';
import { placeOf } from '../../kernel/time/instant.ts';
import type { AskedCommand, ReadRow } from './read-journal-row.ts';

/** Adds what applying the events of a row looks at, and is not in memory. */
export function needsOfEvents(needs: Needs, { asked, events }: ReadRow): void {
  for (const [i, event] of events.entries()) {
    for (const { account } of event.moves) needs.has('account', idOfKey(account));
    for (const name of event.names) needs.has('account', idOfKey(name));
    needsOfEvent(needs, event, asked[i]);
  }
}

function needsOfEvent(needs: Needs, event: Event, command: AskedCommand | undefined): void {
  switch (event.kind) {
    case 'hold_captured':
    case 'hold_adjusted':
    case 'hold_released':
      needHold(needs, String(command?.hold), event.hold);
      break;
    case 'hold_expired':
    case 'hold_expected':
      needHold(needs, String(command?.subject), event.hold);
      break;
    case 'offer_accepted':
    case 'offer_cancelled':
    case 'offer_declined':
    case 'offer_expired':
      needs.has('offer', event.offer);
      break;
    case 'account_updated':
    case 'account_closed':
      needs.has('account', idOfKey(event.account));
      break;
    case 'accounts_merged':
      for (const key of [event.from, event.into]) needs.has('account', idOfKey(key));
      for (const { offer } of event.offers) needs.has('offer', offer);
      for (const { id } of event.holds) needs.has('hold', id);
      needs.has('payments_of', event.from);
      needs.has('credits_of', event.from);
      break;
    case 'payment_refunded':
      for (const { lot } of event.draws) needs.has('payment', lot);
      break;
    case 'credits_spent':
    case 'credits_expired':
    case 'credit_voided':
      for (const { lot } of event.draws) needs.has('credit', lot);
      break;
    case 'credit_extended':
      needs.has('credit', event.credit);
      break;
    case 'schedule_made':
      needs.has('schedule', event.row.id);
      break;
    case 'schedule_cancelled':
    case 'schedule_executed':
    case 'schedule_failed':
    case 'schedule_missed':
      needsOfLives(needs, event.schedule);
      break;
    case 'purses_started':
      needsOfStartPurses(needs, event, placeOf(event.at, event.seq));
      break;
    case 'transaction_reversed':
      needsOfReversal(needs, event);
      break;
  }
}

/** Events name a hold by its number, and it is found by its id; where the two do not fit, there may be none of that number. */
function needHold(needs: Needs, id: string, key: number): void {
  if (needs.has('hold', id) && findHold(needs.state, id, key) === undefined)
    needs.has('placed_hold', String(key));
}

function needsOfReversal(
  needs: Needs,
  event: Extract<Event, { readonly kind: 'transaction_reversed' }>,
): void {
  const { transaction: id, takenBack } = event;
  const transaction = needs.has('transaction', id) ? needs.state.transactions.get(id) : undefined;
  if (transaction === undefined) return;
  needLots(needs, transaction.change);
  if (takenBack === undefined) return;
  for (const name of transaction.names) needs.has('account', idOfKey(name));
  if (takenBack.hold !== undefined) needs.has('placed_hold', String(takenBack.hold.hold));
  if (takenBack.offer !== undefined) needs.has('offer', takenBack.offer.offer);
}
