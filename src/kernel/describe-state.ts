import { canonicalBytes } from '../base/canonical-bytes.ts';
import type { BookState } from './book-state.ts';

/**
 * The bytes that two states share exactly when they mean the same: all rows and all timelines, without
 * what only changes cost (frontiers, which draw orders were asked for). O(state).
 */
export function stateBytes(state: BookState): Uint8Array {
  const timelines = new Map<string, unknown>();
  for (const { row, timeline } of state.accounts.all()) {
    const deltas = [...timeline.describe()];
    if (deltas.length > 0) timelines.set(row.key, deltas);
  }
  return canonicalBytes({
    seq: state.seq,
    lockedBefore: state.lockedBefore,
    hasPurses: state.hasPurses,
    creditOrder: state.creditOrder,
    accounts: new Map(state.accountRows.entries()),
    holds: new Map(state.holds.entries()),
    offers: new Map(state.offers.entries()),
    payments: new Map(state.payments.entries()),
    refunds: new Map(state.refunds.entries()),
    credits: new Map(state.credits.entries()),
    schedules: new Map(state.schedules.entries()),
    imports: new Map(state.imports.entries()),
    transactions: new Map(state.transactions.entries()),
    timelines,
  });
}

/**
 * The bytes of what is kept beside the rows and the timelines so that they are found and summed up fast. It changes cost,
 * never meaning; and yet what was taken back must leave none of it behind. O(state).
 */
export function indexBytes(state: BookState): Uint8Array {
  const accounts = [...state.accounts.all()];
  return canonicalBytes({
    timelines: new Map(accounts.map(({ row, timeline }) => [row.key, timeline.describeFold()])),
    lives: state.accounts.describe(),
    holds: new Map(state.holdsById.describe()),
    holdsTo: new Map(state.holdsByTarget.describe()),
    offers: state.offersByAccount.describe().map((pairs) => new Map(pairs)),
    payments: new Map(state.paymentsByAccount.describe()),
    credits: new Map(state.creditsByAccount.describe()),
  });
}
