import { idOfKey } from '../../kernel/account/account.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { AskFor } from '../cache/command-asks.ts';
import type { AskedCommand, ReadRow } from './read-journal-row.ts';

/** Asks for what applying the events of a row changes, so that it is loaded in bulk. */
export function askForEvents({ asked, events }: ReadRow, ask: AskFor): void {
  for (const [i, event] of events.entries()) {
    for (const { account } of event.moves) ask('account', idOfKey(account));
    for (const name of event.names) ask('account', idOfKey(name));
    askForRows(event, asked[i], ask);
  }
}

function askForRows(event: Event, command: AskedCommand | undefined, ask: AskFor): void {
  switch (event.kind) {
    case 'hold_captured':
    case 'hold_released':
      // Events name a hold by its number, and it is found by its id. Nothing else would ask for it.
      ask('hold', String(command?.hold));
      break;
    case 'hold_expired':
    case 'hold_expected':
      ask('hold', String(command?.subject));
      break;
    case 'offer_accepted':
    case 'offer_cancelled':
    case 'offer_declined':
    case 'offer_expired':
      ask('offer', event.offer);
      break;
    case 'accounts_merged':
      for (const { offer } of event.offers) ask('offer', offer);
      for (const { id } of event.holds) ask('hold', id);
      ask('payments_of', event.from);
      ask('credits_of', event.from);
      break;
    case 'payment_refunded':
      for (const { lot } of event.draws) ask('payment', lot);
      break;
    case 'credits_spent':
    case 'credits_expired':
      for (const { lot } of event.draws) ask('credit', lot);
      break;
    case 'transaction_reversed':
      ask('transaction', event.transaction);
      break;
  }
}
