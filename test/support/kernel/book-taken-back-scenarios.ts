import {
  close,
  expire,
  grant,
  merge,
  move,
  open,
  pay,
  post,
  put,
  refund,
  reverse,
  spend,
  take,
} from './book-commands.ts';
import type { BookScenario, ScenarioStep } from './book-scenario.ts';

/** Two accounts, the first with ten. */
const AB: readonly ScenarioStep[] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
  [put(0, 'a', 10n), 'ok'],
];

const money: readonly BookScenario[] = [
  {
    name: 'a transfer dated ahead is taken back, once, and its money is free again',
    steps: [
      ...AB,
      [move(9, 'a', 'b', 7n, { id: 't' }), 'ok'],
      [take(5, 'a', 4n), 'insufficient_funds'],
      [reverse(5, 't', { id: 'back' }), 'ok'],
      [reverse(5, 't'), 'already_reversed'],
      [reverse(9, 't'), 'already_reversed'],
      [reverse(5, 'back'), 'not_reversible'],
      [take(5, 'a', 10n), 'ok'],
    ],
    has: [
      ['1/a', 4, 10n],
      ['1/a', 9, 0n],
      ['1/b', 9, 0n],
      ['world/GBP/2', 9, 0n],
    ],
  },
  {
    name: 'what came of it and was used is missed where it was used, and given again',
    steps: [
      ...AB,
      [move(4, 'a', 'b', 7n, { id: 't' }), 'ok'],
      [take(6, 'b', 1n), 'ok'],
      [reverse(3, 't'), 'insufficient_funds'],
      [put(7, 'b', 1n), 'ok'],
      [reverse(3, 't'), 'insufficient_funds'],
      [put(5, 'b', 1n), 'ok'],
      [reverse(3, 't'), 'ok'],
    ],
    has: [
      ['1/b', 4, 0n],
      ['1/b', 6, 0n],
      ['1/b', 7, 1n],
      ['1/a', 6, 10n],
    ],
  },
  {
    name: 'a posting of many entries is taken back whole, turnover too',
    steps: [
      ...AB,
      [post(4, 'a -2, a 1, b 5, world -4 GBP/2', { id: 't' }), 'ok'],
      [reverse(1, 't'), 'ok'],
      [close(3, 'b'), 'ok'],
    ],
    has: [
      ['1/a', 4, 10n],
      ['world/GBP/2', 4, -10n],
    ],
  },
  {
    name: 'it names nobody any more, so that accounts can be merged and closed before its moment',
    steps: [
      ...AB,
      [open(0, 'c'), 'ok'],
      [move(8, 'a', 'b', 4n, { id: 't' }), 'ok'],
      [move(9, 'a', 'b', 1n, { id: 'u' }), 'ok'],
      [close(5, 'b'), 'account_named_later'],
      [merge(5, 'b', 'a'), 'account_named_later'],
      [reverse(3, 'u'), 'ok'],
      [close(5, 'b'), 'account_named_later'],
      [close(8, 'b'), 'account_not_empty'],
      [reverse(3, 't'), 'ok'],
      [close(5, 'b'), 'ok'],
      [merge(4, 'c', 'a'), 'ok'],
    ],
    has: [['1/c', 9, 10n]],
  },
  {
    name: 'others name the account all the same, shown by a posting or not',
    steps: [
      ...AB,
      [open(0, 'c'), 'ok'],
      [open(0, 'd'), 'ok'],
      [move(9, 'a', 'b', 4n, { id: 't' }), 'ok'],
      [merge(7, 'b', 'c'), 'ok'],
      [reverse(1, 't'), 'ok'],
      [close(6, 'b'), 'account_named_later'],
      [close(7, 'b'), 'ok'],
      [move(9, 'a', 'd', 4n, { id: 'u' }), 'ok'],
      [pay(8, 'p', 'd', 0n, { id: 'nothing' }), 'ok'],
      [reverse(1, 'u'), 'ok'],
      [close(7, 'd'), 'account_named_later'],
      [close(8, 'd'), 'ok'],
    ],
    has: [['1/a', 9, 10n]],
    left: { p: 0n },
  },
  {
    name: 'a merge after its moment had carried it on, and carries nothing on any more',
    steps: [
      ...AB,
      [open(0, 'c'), 'ok'],
      [move(4, 'a', 'b', 7n, { id: 't' }), 'ok'],
      [merge(6, 'c', 'b'), 'ok'],
      [merge(7, 'a', 'c'), 'ok'],
      [reverse(1, 't'), 'ok'],
    ],
    has: [
      ['1/b', 5, 0n],
      ['1/c', 6, 0n],
      ['1/a', 5, 10n],
      ['1/a', 7, 10n],
    ],
  },
  {
    name: 'an account that is closed later must be as empty without it',
    steps: [
      ...AB,
      [move(4, 'a', 'b', 7n, { id: 't' }), 'ok'],
      [move(5, 'b', 'a', 7n), 'ok'],
      [close(6, 'b'), 'ok'],
      [reverse(1, 't'), 'insufficient_funds'],
    ],
    has: [['1/a', 6, 10n]],
  },
  {
    name: 'a ceiling counts what is given back',
    steps: [
      [open(0, 'a', { ceiling: 10n }), 'ok'],
      [put(0, 'a', 10n), 'ok'],
      [move(4, 'a', 'world', 7n, { id: 't' }), 'ok'],
      [put(5, 'a', 2n), 'ok'],
      [reverse(1, 't'), 'ceiling_exceeded'],
      [take(5, 'a', 2n), 'ok'],
      [reverse(1, 't'), 'ceiling_exceeded'],
    ],
    has: [['1/a', 5, 3n]],
  },
];

const lots: readonly BookScenario[] = [
  {
    name: 'a payment dated ahead is taken back while nothing is drawn from it; draws dated ahead are given back',
    steps: [
      ...AB,
      [pay(8, 'p', 'b', 5n, { from: 'a', id: 't' }), 'ok'],
      [refund(9, 'r', 'b', 2n, { payment: 'p', to: 'a', id: 'u' }), 'ok'],
      [reverse(3, 't'), 'payment_drawn'],
      [reverse(3, 'u'), 'ok'],
      [reverse(3, 't'), 'ok'],
      [pay(8, 'p', 'b', 5n), 'payment_exists'],
      [close(4, 'b'), 'ok'],
    ],
    has: [['1/a', 9, 10n]],
    left: { p: 0n },
  },
  {
    name: 'a credit dated ahead is taken back while nothing is drawn from it, and so are spends and expiries',
    steps: [
      ...AB,
      [grant(8, 'c', 'b', 5n, { n: 1 }, { id: 'grant' }), 'ok'],
      [spend(9, 'b', 2n, {}, { id: 'spend' }), 'ok'],
      [expire(9, 'b', { n: 1 }, { id: 'expiry' }), 'ok'],
      [reverse(3, 'grant'), 'credit_drawn'],
      [reverse(3, 'expiry'), 'ok'],
      [reverse(3, 'spend'), 'ok'],
      [reverse(3, 'grant'), 'ok'],
      [close(4, 'b'), 'ok'],
    ],
    has: [['1/a', 9, 10n]],
    left: { '1/b c': 0n },
  },
];

export const takenBackScenarios: readonly BookScenario[] = [...money, ...lots];
