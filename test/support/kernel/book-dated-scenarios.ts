import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { creditKey } from '../../../src/kernel/credit/credit.ts';
import { close, expire, extendCredit, grant, lock, merge, open, reverse, spend } from './book-commands.ts';
import type { BookScenario } from './book-scenario.ts';

const AB: BookScenario['steps'] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
];

/** A credit that expires at a moment. */
const until = (
  effectiveAt: number,
  credit: string,
  expiresAt: number,
  amount: bigint,
  rest: { id?: string; account?: string } = {},
): SingleCommand => {
  return { kind: 'grant', effectiveAt, credit, account: 'a', amount, expiresAt, ...rest };
};

/** What a book does by itself about it. */
const end = (effectiveAt: number, credit: string, life = '1/a', id?: string): SingleCommand => {
  const key = creditKey(life, credit);
  const named = id === undefined ? {} : { id };
  return { kind: 'end_credit', what: 'credit', effectiveAt, subject: credit, key, ...named };
};

/** Credits that expire at a moment. */
export const datedScenarios: readonly BookScenario[] = [
  {
    name: 'a credit is expired from its moment on, and what is left of it is posted out there, once',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n), 'ok'],
      [until(1, 'c', 5, 9n), 'credit_exists'],
      [until(1, 'c', 6, 9n), 'credit_conflict'],
      [until(5, 'd', 5, 9n), 'expires_before_start'],
      [spend(2, 'a', 4n, {}, { to: 'b' }), 'ok'],
      [spend(5, 'a', 1n, {}), 'credits_insufficient'],
      [spend(4, 'a', 6n, {}), 'credits_insufficient'],
      [end(4, 'c'), 'not_expired'],
      [end(5, 'x'), 'not_expired'],
      [close(9, 'a'), 'account_not_empty'],
      [end(5, 'c'), 'ok'],
      [end(5, 'c'), 'not_expired'],
      [spend(4, 'a', 1n, {}), 'credit_expired'],
      [spend(5, 'a', 1n, {}), 'credits_insufficient'],
      [close(9, 'a'), 'ok'],
    ],
    has: [
      ['1/a', 4, 5n],
      ['1/a', 5, 0n],
      ['1/b', 5, 4n],
    ],
    left: { '1/a c': 0n },
  },
  {
    name: 'the soonest is spent first, behind what expires by a clock, and before what never does',
    steps: [
      ...AB,
      [{ kind: 'grant', effectiveAt: 1, credit: 'never', account: 'a', amount: 1n }, 'ok'],
      [until(1, 'far', 9, 2n), 'ok'],
      [until(1, 'near', 5, 2n), 'ok'],
      [spend(2, 'a', 1n, {}), 'ok'],
      [spend(5, 'a', 3n, {}), 'ok'],
      [spend(4, 'a', 1n, {}), 'ok'],
      [spend(4, 'a', 1n, {}), 'credits_insufficient'],
    ],
    left: { '1/a never': 0n, '1/a far': 0n, '1/a near': 0n },
  },
  {
    name: 'what expiry takes at a moment is what has expired then, by date or by clock',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n), 'ok'],
      [expire(4, 'a', { n: 9 }), 'ok'],
      [spend(4, 'a', 2n, {}), 'ok'],
      [expire(6, 'a', {}, { to: 'b' }), 'ok'],
      [spend(4, 'a', 1n, {}), 'credit_expired'],
      [end(5, 'c'), 'not_expired'],
    ],
    has: [
      ['1/a', 5, 7n],
      ['1/a', 6, 0n],
      ['1/b', 6, 7n],
    ],
    left: { '1/a c': 0n },
  },
  {
    name: 'what is given back after the end is posted out where it was given back',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n, { id: 'g' }), 'ok'],
      [spend(2, 'a', 4n, {}, { id: 's' }), 'ok'],
      [spend(3, 'a', 1n, {}, { id: 't' }), 'ok'],
      [reverse(4, 't'), 'ok'],
      [end(5, 'c', '1/a', 'e'), 'ok'],
      [reverse(7, 's'), 'ok'],
      [end(5, 'c'), 'not_expired'],
      [reverse(8, 'g'), 'credit_drawn'],
      [end(7, 'c'), 'ok'],
      [reverse(9, 'e'), 'ok'],
      [end(9, 'c'), 'ok'],
      [spend(8, 'a', 1n, {}), 'credits_insufficient'],
    ],
    has: [
      ['1/a', 4, 5n],
      ['1/a', 6, 0n],
      ['1/a', 7, 0n],
      ['1/a', 9, 0n],
    ],
    left: { '1/a c': 0n },
  },
  {
    name: 'a grant that is reversed leaves nothing to expire, before its end and after it, and dated before itself',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n, { id: 'g' }), 'ok'],
      [until(1, 'd', 5, 8n, { id: 'h' }), 'ok'],
      [until(3, 'e', 5, 7n, { id: 'i' }), 'ok'],
      [reverse(2, 'g'), 'ok'],
      [reverse(6, 'h'), 'ok'],
      [reverse(2, 'i'), 'ok'],
      [end(5, 'c'), 'not_expired'],
      [end(5, 'd'), 'not_expired'],
    ],
    has: [
      ['1/a', 1, 17n],
      ['1/a', 2, 8n],
      ['1/a', 6, 0n],
    ],
    left: { '1/a c': 0n, '1/a d': 0n, '1/a e': 0n },
  },
  {
    name: 'with its account it goes, and that some expired is known where they went',
    steps: [
      ...AB,
      [open(0, 'z'), 'ok'],
      [until(1, 'c', 5, 9n), 'ok'],
      [until(1, 'd', 6, 2n), 'ok'],
      [merge(3, 'b', 'a'), 'ok'],
      [end(5, 'c'), 'ok'],
      [merge(8, 'z', 'b'), 'ok'],
      // It came to z after its end.
      [end(6, 'd'), 'not_expired'],
      [end(8, 'd'), 'ok'],
      [spend(4, 'z', 1n, {}), 'credit_expired'],
    ],
    has: [
      ['1/b', 3, 11n],
      ['1/b', 5, 2n],
      ['1/z', 8, 0n],
    ],
    left: { '1/b c': 0n, '1/z d': 0n },
  },
  {
    name: 'what ends in a period that was closed before it was over is posted out there all the same',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n), 'ok'],
      [lock(7, 6), 'ok'],
      [spend(5, 'a', 1n, {}), 'period_closed'],
      [end(5, 'c'), 'ok'],
    ],
    has: [['1/a', 5, 0n]],
    left: { '1/a c': 0n },
  },
  {
    name: 'a credit that is extended is spent until then, once more where it is again, and expires there',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n), 'ok'],
      [spend(2, 'a', 2n, {}, { id: 's' }), 'ok'],
      [extendCredit(0, 'a', 'c', { expiresAt: 9 }), 'credit_not_here'],
      [extendCredit(3, 'a', 'x', { expiresAt: 9 }), 'credit_unknown'],
      [extendCredit(3, 'a', 'c', { expiresAt: 3 }), 'expires_before_start'],
      [extendCredit(3, 'a', 'c', { expiresAt: 5 }), 'expires_no_later'],
      [extendCredit(3, 'a', 'c', { expiry: { n: 5 } }), 'expires_no_later'],
      [extendCredit(5, 'a', 'c', { expiresAt: 9 }), 'credit_expired'],
      [extendCredit(3, 'a', 'c', { expiresAt: 7, id: 'longer' }), 'ok'],
      [reverse(4, 'longer'), 'not_reversible'],
      [extendCredit(6, 'a', 'c', { expiresAt: 9 }), 'ok'],
      [spend(8, 'a', 3n, {}), 'ok'],
      [spend(9, 'a', 1n, {}), 'credits_insufficient'],
      [reverse(4, 's'), 'ok'],
      [end(5, 'c'), 'not_expired'],
      [end(9, 'c'), 'ok'],
      [extendCredit(8, 'a', 'c', { expiresAt: 12 }), 'credit_expired'],
    ],
    has: [
      ['1/a', 2, 7n],
      ['1/a', 4, 9n],
      ['1/a', 8, 6n],
      ['1/a', 9, 0n],
    ],
    left: { '1/a c': 0n },
  },
  {
    name: 'one that is empty may be extended for what comes back, one that a merge passed on where that brought it, and either to never',
    steps: [
      ...AB,
      [until(1, 'c', 5, 9n), 'ok'],
      [until(1, 'd', 5, 2n), 'ok'],
      [spend(2, 'a', 11n, {}, { id: 's' }), 'ok'],
      [extendCredit(1, 'a', 'c', { expiresAt: 8 }), 'ok'],
      [reverse(4, 's'), 'ok'],
      [merge(4, 'b', 'a'), 'ok'],
      [extendCredit(3, 'a', 'd', { expiresAt: null }), 'credit_not_here'],
      [extendCredit(4, 'a', 'd', { expiresAt: null }), 'ok'],
      [extendCredit(4, 'a', 'd', { expiresAt: 50 }), 'expires_no_later'],
      [end(5, 'd'), 'not_expired'],
      [spend(7, 'b', 9n, {}), 'ok'],
      [spend(50, 'b', 2n, {}), 'ok'],
    ],
    has: [
      ['1/b', 6, 11n],
      ['1/b', 7, 2n],
    ],
    left: { '1/b c': 0n, '1/b d': 0n },
  },
  {
    name: 'what expires by a clock is extended by a later one',
    steps: [
      ...AB,
      [grant(1, 'c', 'a', 9n, { n: 2, m: 1 }), 'ok'],
      [extendCredit(2, 'a', 'c', { expiry: { n: 3 } }), 'expires_no_later'],
      [extendCredit(2, 'a', 'c', { expiresAt: 90 }), 'expires_no_later'],
      [spend(3, 'a', 1n, { n: 2, m: 1 }), 'credits_insufficient'],
      [extendCredit(2, 'a', 'c', { expiry: { n: 3, m: 1 } }), 'ok'],
      [spend(3, 'a', 1n, { n: 2, m: 1 }), 'ok'],
      [spend(3, 'a', 1n, { n: 3, m: 1 }), 'credits_insufficient'],
      [extendCredit(4, 'a', 'c', { expiresAt: null }), 'ok'],
      [spend(3, 'a', 8n, { n: 9, m: 9 }), 'ok'],
    ],
    has: [['1/a', 3, 0n]],
    left: { '1/a c': 0n },
  },
  {
    name: 'where there are no purses there are no moments either',
    hasNoPurses: true,
    steps: [...AB, [until(1, 'c', 5, 9n), 'purses_not_started']],
  },
];
