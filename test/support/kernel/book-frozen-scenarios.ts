import {
  accept,
  adjust,
  cancel,
  capture,
  close,
  decline,
  distribute,
  expire,
  grant,
  hold,
  merge,
  move,
  offer,
  open,
  pay,
  post,
  put,
  refund,
  release,
  reverse,
  spend,
  take,
  update,
} from './book-commands.ts';
import { AB, type BookScenario, type ScenarioStep } from './book-scenario.ts';

/** What was begun before `a` is frozen: holds on it and for it, offers from it and to it, a payment, two credits, a transfer. */
const BEGUN: readonly ScenarioStep[] = [
  ...AB,
  [open(0, 'empty'), 'ok'],
  [put(0, 'b', 10n), 'ok'],
  [pay(0, 'p', 'a', 4n), 'ok'],
  [grant(0, 'live', 'a', 2n, null), 'ok'],
  [grant(0, 'over', 'a', 1n, { x: 1n }), 'ok'],
  [move(0, 'a', 'b', 1n, { id: 't' }), 'ok'],
  [move(0, 'b', 'a', 1n, { id: 'u' }), 'ok'],
  [hold(1, 'h', 'a', 1n, 90), 'ok'],
  [hold(1, 'i', 'a', 1n, 90), 'ok'],
  [hold(1, 'for a', 'b', 2n, 90, { to: 'a' }), 'ok'],
  [hold(1, 'of b', 'b', 1n, 90), 'ok'],
  [offer(1, 'out', 'a', 'b', 1n, 90), 'ok'],
  [offer(1, 'out too', 'a', 'b', 1n, 90), 'ok'],
  [offer(1, 'in', 'b', 'a', 1n, 90), 'ok'],
  [offer(1, 'in too', 'b', 'a', 1n, 90), 'ok'],
  [take(50, 'a', 1n), 'ok'],
];

/** What goes on, and gives back, however frozen an account is. */
const GOES_ON: readonly ScenarioStep[] = [
  [capture(11, 'h', { to: 'b' }), 'ok'],
  [adjust(11, 'i', { amount: 1n, expiresAt: 95 }), 'ok'],
  [release(11, 'i'), 'ok'],
  [capture(11, 'for a'), 'ok'],
  [accept(11, 'out', 'b'), 'ok'],
  [cancel(11, 'out too', 'a'), 'ok'],
  [decline(11, 'in too', 'a'), 'ok'],
  [expire(11, 'a', { x: 1n }), 'ok'],
  [reverse(11, 't'), 'ok'],
  [reverse(11, 'u'), 'ok'],
  [update(11, 'a', { floor: -5n }), 'ok'],
];

/** What takes from it, or acts for it. */
const TAKES: readonly ScenarioStep[] = [
  [take(11, 'a', 1n), 'account_frozen'],
  [move(11, 'a', 'b', 1n), 'account_frozen'],
  // Decided now, whenever it takes effect.
  [take(2, 'a', 1n), 'account_frozen'],
  [take(80, 'a', 1n), 'account_frozen'],
  [take(11, 'a', 99n), 'account_frozen'],
  [post(11, 'a -1, b 1'), 'account_frozen'],
  [distribute(11, 'a > b rest', 1n), 'account_frozen'],
  // Not even asked for more than is there, or where others have enough.
  [distribute(11, 'b, a > empty rest', 99n), 'account_frozen'],
  [distribute(11, 'b, a > empty rest', 1n), 'account_frozen'],
  [hold(11, 'new', 'a', 1n, 20), 'account_frozen'],
  [adjust(11, 'h', { amount: 2n }), 'account_frozen'],
  [capture(11, 'h', { amount: 2n, over: true }), 'account_frozen'],
  [offer(11, 'new', 'a', 'b', 1n, 20), 'account_frozen'],
  [accept(11, 'in', 'a'), 'account_frozen'],
  [refund(11, 'r', 'a', 1n), 'account_frozen'],
  [refund(11, 'r', 'a', 1n, { payment: 'p' }), 'account_frozen'],
  [spend(11, 'a', 1n, {}), 'account_frozen'],
  [pay(11, 'q', 'b', 1n, { from: 'a' }), 'account_frozen'],
  [grant(11, 'c', 'b', 1n, null, { from: 'a' }), 'account_frozen'],
  [merge(60, 'b', 'a'), 'account_frozen'],
  [merge(60, 'a', 'b'), 'account_frozen'],
];

/** What gives to it, and takes nothing. */
const GIVES: readonly (readonly [ScenarioStep[0]])[] = [
  [put(12, 'a', 1n)],
  [post(12, 'b -1, a 1')],
  [distribute(12, 'b > a rest', 1n)],
  [hold(12, 'to a', 'b', 1n, 20, { to: 'a' })],
  [offer(12, 'to a', 'b', 'a', 1n, 20)],
  [pay(12, 'v', 'a', 1n)],
  [refund(12, 's', 'b', 1n, { to: 'a', payment: 'of b' })],
  [grant(12, 'd', 'a', 1n, null)],
  [spend(12, 'b', 1n, {}, { to: 'a' })],
  [expire(12, 'b', { x: 1n }, { to: 'a' })],
  [capture(12, 'of b', { to: 'a' })],
];

const LOTS_OF_B: readonly ScenarioStep[] = [
  [pay(0, 'of b', 'b', 1n), 'ok'],
  [grant(0, 'of b', 'b', 2n, null), 'ok'],
];

export const frozenScenarios: readonly BookScenario[] = [
  {
    name: 'of an account whose debits are frozen nothing is taken, what was begun goes on, and it may be given to',
    steps: [
      ...BEGUN,
      ...LOTS_OF_B,
      [update(10, 'a', { frozen: 'debits' }), 'ok'],
      ...TAKES,
      ...GIVES.map(([command]): ScenarioStep => [command, 'ok']),
      ...GOES_ON,
      [update(13, 'a', { frozen: null }), 'ok'],
      [take(13, 'a', 1n), 'ok'],
      [accept(13, 'in', 'a'), 'ok'],
    ],
    left: { p: 4n, v: 1n, 'of b': 0n, '1/a live': 2n, '1/a over': 0n, '1/a d': 1n, '1/b of b': 1n },
  },
  {
    name: 'an account that is frozen is not given to either, and what was begun goes on',
    steps: [
      ...BEGUN,
      ...LOTS_OF_B,
      [update(10, 'a', { frozen: 'all' }), 'ok'],
      ...TAKES,
      ...GIVES.map(([command]): ScenarioStep => [command, 'account_frozen']),
      ...GOES_ON,
      [update(13, 'a', { frozen: 'debits' }), 'ok'],
      [put(13, 'a', 1n), 'ok'],
      // What has happened is posted by force.
      [update(13, 'a', { frozen: 'all' }), 'ok'],
      [move(14, 'a', 'b', 1n, { force: true }), 'ok'],
      [move(14, 'b', 'a', 1n, { force: true }), 'ok'],
      [post(14, 'a -1, b 1', { force: true }), 'ok'],
      [capture(14, 'of b', { to: 'a', force: true }), 'ok'],
    ],
    left: { p: 4n, 'of b': 1n, '1/a live': 2n, '1/a over': 0n, '1/b of b': 2n },
  },
  {
    name: 'a frozen account is not closed, and a merge passes nothing of it on',
    steps: [
      ...AB,
      [open(0, 'empty'), 'ok'],
      [update(1, 'empty', { frozen: 'debits' }), 'ok'],
      [close(2, 'empty'), 'account_frozen'],
      [update(2, 'empty', { frozen: null }), 'ok'],
      [close(2, 'empty'), 'ok'],
      [merge(5, 'b', 'a'), 'ok'],
      // The life that was merged away: whoever has its money now is not frozen by it.
      [update(1, 'a', { frozen: 'all' }), 'ok'],
      [put(1, 'a', 1n), 'account_frozen'],
      [take(6, 'b', 1n), 'ok'],
      [update(1, 'a', { frozen: null }), 'ok'],
      // And what is taken from it late would be taken from a survivor that is frozen.
      [update(6, 'b', { frozen: 'debits' }), 'ok'],
      [take(1, 'a', 1n), 'account_frozen'],
      [put(1, 'a', 1n), 'ok'],
    ],
    has: [['1/b', 6, 10n]],
  },
];
