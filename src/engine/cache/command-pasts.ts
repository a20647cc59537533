import type { SingleRequest } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { BookState } from '../../kernel/book-state.ts';
import type { Ask } from '../../kernel/residency.ts';
import { BEFORE_ALL, compareInstants, type Instant } from '../../kernel/time/instant.ts';
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
    if (kind === 'account') askForAccount(state, key, place, asks);
    else askForNamed(state, { kind, key }, place, asks);
  });
}

function askForAccount(state: BookState, id: string, from: Instant, asks: Asks): void {
  // A hold that was placed on what is in memory may go to an account that nobody has looked at yet.
  if (asks.add('account', id)) return;
  const life = id === WORLD ? undefined : state.accounts.living(id, from);
  if (life !== undefined) askForHolders(state, life.row.key, from, asks);
}

/** Of the accounts of something that is named. */
function askForNamed(state: BookState, { kind, key }: Ask, place: Instant, asks: Asks): void {
  switch (kind) {
    case 'hold': {
      const hold = state.holdsById.at(key, place);
      if (hold === undefined) break;
      if (hold.target === null) askForAccount(state, hold.to, place, asks);
      else askForHolders(state, hold.target.named, place, asks);
      // What is held was taken already. What changes is that it does not go back.
      askForHolders(state, hold.account, later(place, hold.expiresAt), asks);
      break;
    }
    case 'offer': {
      const offer = state.offers.get(key);
      if (offer === undefined) break;
      askForHolders(state, offer.target, place, asks);
      askForHolders(state, offer.source, later(place, offer.expiresAt), asks);
      break;
    }
    case 'payment': {
      const payment = state.payments.get(key);
      if (payment !== undefined) askForHolders(state, payment.account, place, asks);
      break;
    }
    case 'transaction': {
      const transaction = state.transactions.get(key);
      if (transaction === undefined) break;
      const { effective, postings } = transaction;
      // One that takes effect later is taken back there.
      const from = compareInstants(effective, place) > 0 ? effective : place;
      for (const { account } of postings) askForHolders(state, account, from, asks);
      break;
    }
  }
}

/** The place, or where something ends that runs out at a moment, if that is later. */
function later(place: Instant, expiresAt: number | null): Instant {
  if (expiresAt === null) return { ...BEFORE_ALL, at: Number.POSITIVE_INFINITY };
  return expiresAt > place.at ? { ...BEFORE_ALL, at: expiresAt } : place;
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
