import { idOfKey, WORLD } from '../../kernel/account/account.ts';
import type { BookState } from '../../kernel/book-state.ts';
import type { SingleRequest } from '../../kernel/command.ts';
import type { AskKind } from '../../kernel/residency.ts';
import type { Instant } from '../../kernel/time/instant.ts';
import { askForCommand } from './command-asks.ts';
import type { Asks } from './load-asks.ts';

/**
 * Asks for the pasts that a command dated behind what is in memory will surely look at, once what it names is there: of the
 * accounts that it names, of those of the holds, offers, payments and transactions that it names, and of whoever holds by
 * now what they held. The world has no limits, so nobody looks at its past.
 */
export function askForPasts(state: BookState, command: SingleRequest, asks: Asks): void {
  if (command.effectiveAt === undefined) return;
  const place = state.nextInstant(command.effectiveAt);
  askForCommand(command, (kind, key) => {
    const { ids = [], keys = [] } = accountsOf(state, kind, key, place);
    for (const id of ids) {
      const life = id === WORLD ? undefined : state.accounts.living(id, place);
      if (life !== undefined) askForHolders(state, life.row.key, place, asks);
    }
    for (const account of keys) askForHolders(state, account, place, asks);
  });
}

/** The accounts, by their ids or keys, that a command looks at which names something. */
function accountsOf(
  state: BookState,
  kind: AskKind,
  key: string,
  place: Instant,
): { readonly ids?: readonly string[]; readonly keys?: readonly string[] } {
  switch (kind) {
    case 'account':
      return { ids: [key] };
    case 'hold': {
      const hold = state.holdsById.at(key, place);
      return hold === undefined ? {} : { ids: [hold.to], keys: [hold.account] };
    }
    case 'offer': {
      const offer = state.offers.get(key);
      return offer === undefined ? {} : { keys: [offer.source, offer.target] };
    }
    case 'payment': {
      const payment = state.payments.get(key);
      return payment === undefined ? {} : { keys: [payment.account] };
    }
    case 'transaction':
      return { keys: state.transactions.get(key)?.postings.map(({ account }) => account) ?? [] };
    default:
      return {};
  }
}

function askForHolders(state: BookState, key: string, place: Instant, asks: Asks): void {
  let from = place;
  for (let holder: string | null = key; holder !== null && idOfKey(holder) !== WORLD; ) {
    const { row, timeline } = state.accounts.byKey(holder);
    asks.addPast(holder, timeline, from);
    if (row.ended !== null && row.ended.at > from.at) from = row.ended;
    holder = row.ended?.into ?? null;
  }
}
