import { accept, cancel, close, decline, JPY, merge, move, offer, open, put, take } from './book-commands.ts';
import type { BookScenario, ScenarioStep } from './book-scenario.ts';

/** Three accounts with ten each. */
const THREE: readonly ScenarioStep[] = ['x', 'y', 'z'].flatMap((account): ScenarioStep[] => [
  [open(0, account), 'ok'],
  [put(0, account, 10n), 'ok'],
]);

const pendingOffers: readonly BookScenario[] = [
  {
    name: 'an offer is frozen until its target accepts it',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 11n, 9), 'insufficient_funds'],
      [offer(1, 'o', 'x', 'y', 6n, 9), 'ok'],
      [offer(2, 'o', 'x', 'y', 1n, 9), 'offer_exists'],
      [offer(0, 'o', 'x', 'z', 1n, 1), 'offer_exists'],
      [take(2, 'x', 5n), 'insufficient_funds'],
      [accept(2, 'o', 'x'), 'not_the_target'],
      [accept(2, 'o', 'z'), 'not_the_target'],
      [decline(2, 'o', 'x'), 'not_the_target'],
      [cancel(2, 'o', 'y'), 'not_the_source'],
      [accept(2, 'other', 'y'), 'offer_unknown'],
      [accept(0, 'o', 'y'), 'offer_not_pending'],
      [accept(9, 'o', 'y'), 'offer_not_pending'],
      [accept(8, 'o', 'y'), 'ok'],
      [accept(8, 'o', 'y'), 'offer_not_pending'],
      [accept(7, 'o', 'y'), 'offer_resolved_later'],
      [cancel(7, 'o', 'x'), 'offer_resolved_later'],
    ],
    has: [
      ['1/x', 1, 10n, 6n],
      ['1/y', 1, 10n, 0n, 6n],
      ['1/x', 8, 4n],
      ['1/y', 8, 16n],
      ['1/x', 9, 4n],
    ],
  },
  {
    name: 'a declined, a cancelled and an expired offer give the money back',
    steps: [
      ...THREE,
      [offer(1, 'd', 'x', 'y', 1n, null), 'ok'],
      [offer(1, 'c', 'x', 'y', 2n, null), 'ok'],
      [offer(1, 'e', 'x', 'y', 4n, 7), 'ok'],
      [decline(3, 'd', 'y'), 'ok'],
      [cancel(5, 'c', 'x'), 'ok'],
      [decline(2, 'd', 'y'), 'offer_resolved_later'],
      [accept(4, 'c', 'y'), 'offer_resolved_later'],
      [accept(6, 'c', 'y'), 'offer_not_pending'],
    ],
    has: [
      ['1/x', 1, 10n, 7n],
      ['1/y', 1, 10n, 0n, 7n],
      ['1/x', 3, 10n, 6n],
      ['1/x', 5, 10n, 4n],
      ['1/x', 6, 10n, 4n],
      ['1/x', 7, 10n],
      ['1/y', 7, 10n],
    ],
  },
  {
    name: 'an offer that is over at once must be affordable, moves nothing, and keeps its id',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 11n, 1), 'insufficient_funds'],
      [offer(1, 'o', 'x', 'y', 10n, 1), 'ok'],
      [offer(1, 'p', 'x', 'y', 10n, 0), 'ok'],
      [accept(1, 'o', 'y'), 'offer_not_pending'],
      [offer(2, 'o', 'x', 'y', 1n, 9), 'offer_exists'],
    ],
    has: [
      ['1/x', 1, 10n],
      ['1/y', 1, 10n],
    ],
  },
  {
    name: 'who may be on the two sides of an offer',
    steps: [
      ...THREE,
      [open(0, 'yen', { asset: JPY }), 'ok'],
      [offer(1, 'o', 'x', 'x', 1n, null), 'same_account'],
      [offer(1, 'o', 'x', 'nobody', 1n, null), 'account_unknown'],
      [offer(1, 'o', 'nobody', 'x', 1n, null), 'account_unknown'],
      [offer(1, 'o', 'x', 'yen', 1n, null), 'asset_mismatch'],
      [offer(1, 'in', 'world', 'x', 5n, null), 'ok'],
      [offer(1, 'out', 'x', 'world', 3n, null), 'ok'],
      [accept(2, 'out', 'x'), 'not_the_target'],
      [accept(2, 'out', 'world'), 'ok'],
      [cancel(2, 'in', 'x'), 'not_the_source'],
      [accept(3, 'in', 'x'), 'ok'],
    ],
    has: [
      ['1/x', 1, 10n, 3n, 5n],
      ['1/x', 2, 7n, 0n, 5n],
      ['1/x', 3, 12n],
    ],
  },
  {
    name: 'a late acceptance needs the money that came back to be there still',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 6n, 5), 'ok'],
      [take(6, 'x', 5n), 'ok'],
      [accept(4, 'o', 'y'), 'insufficient_funds'],
      [put(9, 'x', 1n), 'ok'],
      [accept(4, 'o', 'y'), 'insufficient_funds'],
      [put(5, 'x', 1n), 'ok'],
      [accept(4, 'o', 'y'), 'ok'],
    ],
    has: [
      ['1/x', 4, 4n],
      ['1/x', 6, 0n],
      ['1/x', 9, 1n],
    ],
  },
];

const mergedOffers: readonly BookScenario[] = [
  {
    name: 'a late offer to an account that is merged into its source later is cancelled there',
    steps: [
      ...THREE,
      [merge(5, 'x', 'y'), 'ok'],
      [offer(2, 'o', 'x', 'y', 4n, 9), 'ok'],
      [accept(5, 'o', 'x'), 'offer_not_pending'],
      [offer(2, 'p', 'y', 'x', 10n, null), 'ok'],
      [offer(3, 'q', 'y', 'z', 1n, null), 'insufficient_funds'],
      [accept(4, 'o', 'y'), 'ok'],
    ],
    has: [
      ['1/x', 3, 10n, 4n, 10n],
      ['1/x', 4, 6n, 0n, 10n],
      ['1/y', 4, 14n, 10n, 0n],
      ['1/x', 5, 20n],
      ['1/y', 5, 0n],
    ],
  },
  {
    name: 'an offer is redirected by a merge, and declined by the survivor alone',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, null), 'ok'],
      [merge(3, 'z', 'y'), 'ok'],
      [decline(4, 'o', 'y'), 'not_the_target'],
      [decline(2, 'o', 'z'), 'not_the_target'],
      [decline(4, 'o', 'z'), 'ok'],
      [decline(2, 'o', 'y'), 'offer_resolved_later'],
    ],
    has: [
      ['1/y', 1, 10n, 0n, 4n],
      ['1/z', 3, 20n, 0n, 4n],
      ['1/x', 3, 10n, 4n],
      ['1/x', 4, 10n],
      ['1/z', 4, 20n],
    ],
  },
  {
    name: 'an offer is redirected, and cancelled by its source',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, 9), 'ok'],
      [merge(3, 'z', 'y'), 'ok'],
      [cancel(4, 'o', 'x'), 'ok'],
      [accept(5, 'o', 'z'), 'offer_not_pending'],
    ],
    has: [
      ['1/z', 3, 20n, 0n, 4n],
      ['1/z', 4, 20n],
      ['1/x', 4, 10n],
      ['1/x', 9, 10n],
    ],
  },
  {
    name: 'an offer is redirected to an account of its source, and cancelled when that comes home',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, 9), 'ok'],
      [merge(3, 'z', 'y'), 'ok'],
      [merge(5, 'x', 'z'), 'ok'],
      [accept(6, 'o', 'x'), 'offer_not_pending'],
      [accept(4, 'o', 'y'), 'not_the_target'],
    ],
    has: [
      ['1/x', 4, 10n, 4n],
      ['1/x', 5, 30n],
    ],
  },
  {
    name: 'a late merge that would cancel an offer before its cancellation is refused; one that redirects it is not',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, null), 'ok'],
      [cancel(5, 'o', 'x'), 'ok'],
      [merge(3, 'x', 'y'), 'offer_resolved_later'],
      [merge(3, 'y', 'x'), 'account_named_later'],
      [merge(3, 'z', 'y'), 'ok'],
    ],
    has: [
      ['1/z', 3, 20n, 0n, 4n],
      ['1/z', 5, 20n],
      ['1/x', 5, 10n],
    ],
  },
  {
    name: 'a late merge whose redirection lets a later merge cancel before the cancellation is refused',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, null), 'ok'],
      [merge(4, 'x', 'z'), 'ok'],
      [cancel(5, 'o', 'x'), 'ok'],
      [merge(2, 'z', 'y'), 'offer_resolved_later'],
    ],
  },
  {
    name: 'a late merge whose redirection lets a later merge cancel gives the money back there',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 4n, 9), 'ok'],
      [merge(4, 'x', 'z'), 'ok'],
      [merge(2, 'z', 'y'), 'ok'],
    ],
    has: [
      ['1/z', 2, 20n, 0n, 4n],
      ['1/x', 3, 10n, 4n],
      ['1/x', 4, 30n],
      ['1/x', 9, 30n],
    ],
  },
  {
    name: 'a late acceptance between accounts that were merged into one in the meantime costs nobody anything',
    steps: [
      ...THREE,
      [offer(1, 'o', 'x', 'y', 10n, 3), 'ok'],
      [merge(5, 'x', 'y'), 'ok'],
      [take(6, 'x', 20n), 'ok'],
      [accept(2, 'o', 'y'), 'ok'],
    ],
    has: [
      ['1/x', 2, 0n],
      ['1/y', 2, 20n],
      ['1/x', 5, 20n],
      ['1/x', 6, 0n],
    ],
  },
  {
    name: 'a late offer out of an account that is closed later must be over by then',
    steps: [
      ...THREE,
      [move(8, 'x', 'z', 10n), 'ok'],
      [close(8, 'x'), 'ok'],
      [offer(3, 'o', 'x', 'y', 4n, null), 'insufficient_funds'],
      [put(9, 'x', 4n), 'account_unknown'],
      [move(3, 'y', 'x', 4n), 'account_closed_later'],
      [offer(3, 'o', 'x', 'y', 4n, 9), 'insufficient_funds'],
      [offer(3, 'o', 'x', 'y', 4n, 8), 'ok'],
      [offer(3, 'p', 'y', 'x', 4n, 9), 'account_closed_later'],
      [offer(3, 'p', 'y', 'x', 4n, null), 'account_closed_later'],
      [offer(3, 'p', 'y', 'x', 4n, 8), 'ok'],
    ],
    has: [
      ['1/x', 7, 10n, 4n, 4n],
      ['1/x', 8, 0n],
      ['1/y', 8, 10n],
    ],
  },
  {
    name: 'the same with no floor to refuse it first',
    steps: [
      ...THREE,
      [open(0, 'deep', { floor: null }), 'ok'],
      [close(8, 'deep'), 'ok'],
      [offer(3, 'o', 'deep', 'y', 4n, null), 'account_closed_later'],
      [offer(3, 'o', 'deep', 'y', 4n, 9), 'account_closed_later'],
      [offer(3, 'o', 'deep', 'y', 4n, 8), 'ok'],
      [accept(5, 'o', 'y'), 'account_closed_later'],
      [cancel(5, 'o', 'deep'), 'ok'],
    ],
    has: [
      ['1/deep', 4, 0n, 4n],
      ['1/deep', 5, 0n],
    ],
  },
];

export const offerScenarios: readonly BookScenario[] = [...pendingOffers, ...mergedOffers];
