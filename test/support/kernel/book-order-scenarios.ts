import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { Grant } from '../../../src/commands/grant-command.ts';
import { expire, grant, merge, open, reverse, spend, voidCredit } from './book-commands.ts';
import type { BookScenario } from './book-scenario.ts';

const AB: BookScenario['steps'] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
];

type Ordered = Pick<Grant, 'id' | 'expiresAt' | 'startsAt' | 'priority' | 'order' | 'from' | 'expiry'>;

const give = (effectiveAt: number, credit: string, amount: bigint, rest: Ordered = {}): SingleCommand => {
  return { kind: 'grant', effectiveAt, credit, account: 'a', amount, ...rest };
};

/** The first grant of a book that spends by priority. */
const order = 'priority-expiry/v1';

/** The orders in which credits are spent, and from when on. */
export const orderScenarios: readonly BookScenario[] = [
  {
    name: 'the lowest priority is spent first, then the soonest expiry, then what was granted first, whatever the ids are',
    steps: [
      ...AB,
      [give(1, 'z1', 1n, { order }), 'ok'],
      [give(1, 'a2', 1n), 'ok'],
      [give(1, 'm3', 1n, { expiresAt: 9 }), 'ok'],
      [give(1, 'm4', 1n, { expiresAt: 8 }), 'ok'],
      [give(1, 'y5', 1n, { priority: 49 }), 'ok'],
      [give(1, 'b6', 1n, { priority: 51, expiresAt: 5 }), 'ok'],
      [give(1, 'c7', 1n, { priority: 0 }), 'ok'],
      [spend(2, 'a', 1n, {}, { id: 's1' }), 'ok'],
      [spend(2, 'a', 4n, {}), 'ok'],
      [reverse(3, 's1'), 'ok'],
    ],
    has: [['1/a', 3, 3n]],
    left: {
      '1/a c7': 1n,
      '1/a y5': 0n,
      '1/a m4': 0n,
      '1/a m3': 0n,
      '1/a z1': 0n,
      '1/a a2': 1n,
      '1/a b6': 1n,
    },
  },
  {
    name: 'what expires at clocks comes before what expires at moments within one priority, and behind a lower one',
    steps: [
      ...AB,
      [give(1, 'date', 1n, { order, expiresAt: 3 }), 'ok'],
      [grant(1, 'clock', 'a', 1n, { x: 9 }), 'ok'],
      [give(1, 'low', 1n, { priority: 10 }), 'ok'],
      [spend(2, 'a', 2n, {}), 'ok'],
    ],
    left: { '1/a low': 0n, '1/a clock': 0n, '1/a date': 1n },
  },
  {
    name: 'what was granted late comes behind what was granted before, though it is dated before it',
    steps: [
      ...AB,
      [give(5, 'b', 2n, { order }), 'ok'],
      [give(3, 'a', 2n), 'ok'],
      [spend(6, 'a', 3n, {}), 'ok'],
      [spend(4, 'a', 1n, {}), 'ok'],
      [spend(4, 'a', 1n, {}), 'credits_insufficient'],
    ],
    left: { '1/a b': 0n, '1/a a': 0n },
  },
  {
    name: 'the first grant of a book fixes the order for all accounts, and one that was refused does not',
    steps: [
      ...AB,
      [grant(1, 'c', 'nobody', 1n, null), 'account_unknown'],
      [give(1, 'c', 9n, { order, from: 'b' }), 'insufficient_funds'],
      [give(1, 'c', 1n, { id: 'g' }), 'ok'],
      [give(1, 'd', 1n, { order }), 'credit_order_differs'],
      [give(1, 'd', 1n, { priority: 1 }), 'credit_order_differs'],
      [reverse(1, 'g'), 'ok'],
      [give(1, 'd', 1n, { order, from: 'b' }), 'credit_order_differs'],
      [give(1, 'd', 1n, { order: 'rank-lex-id/v1' }), 'ok'],
    ],
    left: { '1/a c': 0n, '1/a d': 1n },
  },
  {
    name: 'a credit that is granted again is the same with the same start and priority, said or not',
    steps: [
      ...AB,
      [give(1, 'c', 1n, { order, startsAt: 5 }), 'ok'],
      [give(1, 'c', 1n, { startsAt: 5 }), 'credit_exists'],
      [give(1, 'c', 1n, { startsAt: 5, priority: 50 }), 'credit_exists'],
      [give(1, 'c', 1n, { startsAt: 6 }), 'credit_conflict'],
      [give(1, 'c', 1n), 'credit_conflict'],
      [give(1, 'c', 1n, { startsAt: 5, priority: 49 }), 'credit_conflict'],
      [give(1, 'c', 1n, { startsAt: 5, order: 'rank-lex-id/v1' }), 'credit_order_differs'],
    ],
    left: { '1/a c': 1n },
  },
  {
    name: 'a credit is not spent before it starts, and from that very moment on it is; its money is posted at its grant',
    steps: [
      ...AB,
      [give(1, 'later', 5n, { startsAt: 6, expiresAt: 9 }), 'ok'],
      [give(1, 'never', 5n), 'ok'],
      [give(1, 'x', 5n, { startsAt: 6, expiresAt: 6 }), 'expires_before_start'],
      [spend(5, 'a', 6n, {}), 'credits_insufficient'],
      [spend(6, 'a', 6n, {}), 'ok'],
      [spend(5, 'a', 5n, {}), 'credits_insufficient'],
      [spend(5, 'a', 9n, {}, { atMost: true }), 'ok'],
    ],
    has: [
      ['1/a', 1, 10n],
      ['1/a', 5, 6n],
      ['1/a', 6, 0n],
    ],
    left: { '1/a later': 0n, '1/a never': 0n },
  },
  {
    name: 'what has not started can be voided, reversed and expired by a clock, and given back by a reversal of that',
    steps: [
      ...AB,
      [give(1, 'v', 3n, { startsAt: 6 }), 'ok'],
      [give(1, 'r', 3n, { startsAt: 6, id: 'g' }), 'ok'],
      [give(1, 'e', 3n, { startsAt: 6, expiry: { ids: ['x'], counters: [1n], rank: 1n } }), 'ok'],
      [voidCredit(2, 'a', 'v', { id: 'v' }), 'ok'],
      [reverse(3, 'g'), 'ok'],
      [expire(4, 'a', { x: 1 }), 'ok'],
      [reverse(5, 'v'), 'ok'],
      [spend(5, 'a', 1n, {}), 'credits_insufficient'],
      [spend(6, 'a', 3n, {}), 'ok'],
    ],
    has: [['1/a', 6, 0n]],
    left: { '1/a v': 0n, '1/a r': 0n, '1/a e': 0n },
  },
  {
    name: 'a start before the grant says nothing, and a merge before the start brings it to the other account',
    steps: [
      ...AB,
      [give(4, 'past', 2n, { startsAt: 1 }), 'ok'],
      [give(4, 'later', 2n, { startsAt: 8 }), 'ok'],
      [spend(3, 'a', 1n, {}), 'credits_insufficient'],
      [spend(4, 'a', 1n, {}), 'ok'],
      [merge(6, 'b', 'a'), 'ok'],
      [spend(7, 'b', 2n, {}), 'credits_insufficient'],
      [spend(8, 'b', 3n, {}), 'ok'],
    ],
    has: [['1/b', 8, 0n]],
    left: { '1/b past': 0n, '1/b later': 0n },
  },
  {
    name: 'a book without purses can have an order, and no start',
    hasNoPurses: true,
    steps: [
      ...AB,
      [give(1, 'c', 2n, { order, startsAt: 5 }), 'purses_not_started'],
      [give(1, 'b', 2n, { order, priority: 60 }), 'ok'],
      [give(1, 'c', 2n), 'ok'],
      [spend(2, 'a', 3n, {}), 'ok'],
    ],
    left: { '1/a c': 0n, '1/a b': 1n },
  },
];
