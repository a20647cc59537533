import { assert } from '../base/assert.ts';
import { applyRows, type Event } from './apply-rows.ts';
import type { BookState } from './book-state.ts';
import { recordTransaction, showsWhatItNames } from './reverse/record-transaction.ts';
import { placeOf } from './time/instant.ts';

/**
 * Changes the state by one fact: the only place where state changes. It decides nothing, so replaying a
 * book's events in order on an empty state rebuilds the same state.
 */
export function applyEvent(state: BookState, event: Event): void {
  assert(event.seq === state.seq + 1, 'events are applied in sequence');
  state.advanceTo(event.seq);
  applyRows(state, event);
  applyMoves(state, event);
  if (event.id !== undefined) recordTransaction(state, event, event.id);
}

function applyMoves(state: BookState, event: Event): void {
  const place = placeOf(event.at, event.seq);
  let posted = 0n;
  for (const move of event.moves) {
    const { timeline } = state.accounts.toChange(move.account);
    // What happens now folds what came before it, so that work in time order stays cheap; what is dated ahead does
    // not, or all that comes meanwhile would be late.
    if (move.order === place.order) timeline.add(move, event.seq, Math.min(move.at, state.horizon));
    else timeline.add(move, event.seq);
    posted += move.inflow - move.outflow;
  }
  assert(posted === 0n, 'what an event posts sums to zero');
  for (const name of event.names) {
    const isFixed = state.rules === 1 || !showsWhatItNames(event, name);
    state.accounts.toChange(name).timeline.names.name(event.at, isFixed);
  }
}
