import { CAPTURE_PLACES_MAX } from '../../../src/base/limits.ts';
import {
  accept,
  cancel,
  capture,
  close,
  decline,
  hold,
  merge,
  offer,
  open,
  put,
  release,
  reverse,
} from './book-commands.ts';
import { AB, type BookScenario, type ScenarioStep } from './book-scenario.ts';

const holds: readonly BookScenario[] = [
  {
    name: 'what a capture took is held again, until the hold ends',
    steps: [
      ...AB,
      [hold(1, 'h', 'a', 8n, 20, { to: 'b' }), 'ok'],
      [capture(9, 'h', { amount: 3n, final: true, id: 't' }), 'ok'],
      [release(6, 'h'), 'hold_changed_later'],
      [reverse(5, 't'), 'ok'],
      [capture(7, 'h', { amount: 2n }), 'ok'],
      [release(10, 'h'), 'ok'],
    ],
    has: [
      ['1/a', 6, 10n, 8n],
      ['1/a', 9, 8n, 6n],
      ['1/a', 10, 8n],
      ['1/b', 10, 2n],
    ],
  },
  {
    name: 'the others of several captures stay, and end the hold only if they say so',
    steps: [
      ...AB,
      [hold(1, 'h', 'a', 8n, null), 'ok'],
      [capture(7, 'h', { amount: 3n, id: 't' }), 'ok'],
      [capture(9, 'h', { id: 'u' }), 'ok'],
      [reverse(5, 't'), 'ok'],
      [capture(10, 'h', { amount: 1n, final: true, id: 'v' }), 'ok'],
      [reverse(5, 'u'), 'ok'],
      [capture(11, 'h'), 'hold_not_active'],
      [reverse(5, 'v'), 'ok'],
      [capture(11, 'h', { id: 'w' }), 'ok'],
    ],
    has: [
      ['1/a', 10, 10n, 8n],
      ['1/a', 11, 2n],
    ],
  },
  {
    name: 'its id may have been used again where the hold is active now',
    steps: [
      ...AB,
      [hold(1, 'h', 'a', 3n, 20), 'ok'],
      [capture(7, 'h', { id: 't' }), 'ok'],
      [hold(9, 'h', 'a', 2n, 12), 'ok'],
      [reverse(5, 't'), 'hold_exists'],
      [release(10, 'h'), 'ok'],
      [reverse(5, 't'), 'hold_exists'],
    ],
    has: [['1/a', 20, 7n]],
  },
  {
    name: 'after a merge the survivor bears the hold again',
    steps: [
      ...AB,
      [hold(1, 'h', 'a', 3n, 20), 'ok'],
      [capture(9, 'h', { id: 't' }), 'ok'],
      [merge(4, 'b', 'a'), 'ok'],
      [reverse(5, 't'), 'ok'],
    ],
    has: [
      ['1/b', 3, 0n],
      ['1/b', 10, 10n, 3n],
      ['1/b', 20, 10n],
    ],
  },
  {
    name: 'of a hold with very many captures it is not known where they are',
    noPlainBook: 'it knows all of them',
    steps: [
      [open(0, 'a'), 'ok'],
      [put(0, 'a', 100n), 'ok'],
      [hold(1, 'h', 'a', 100n, null), 'ok'],
      ...Array.from(
        { length: CAPTURE_PLACES_MAX },
        (_, i): ScenarioStep => [capture(9, 'h', { amount: 1n, id: `t${i}` }), 'ok'],
      ),
      [reverse(5, 't0'), 'ok'],
      [capture(9, 'h', { amount: 1n, id: 'again' }), 'ok'],
      [capture(9, 'h', { amount: 1n, id: 'one more' }), 'ok'],
      [reverse(5, 't1'), 'transaction_later'],
      [reverse(9, 't1'), 'ok'],
    ],
    has: [['1/a', 9, 36n, 35n]],
  },
];

const offers: readonly BookScenario[] = [
  {
    name: 'what was accepted is on offer again, until it ends',
    steps: [
      ...AB,
      [offer(1, 'o', 'a', 'b', 4n, 20), 'ok'],
      [accept(9, 'o', 'b', { id: 't' }), 'ok'],
      [decline(5, 'o', 'b'), 'offer_resolved_later'],
      [reverse(5, 't'), 'ok'],
      [close(6, 'b'), 'account_not_empty'],
      [decline(8, 'o', 'b'), 'ok'],
      [close(8, 'b'), 'ok'],
    ],
    has: [
      ['1/a', 7, 10n, 4n],
      ['1/a', 8, 10n],
    ],
  },
  {
    name: 'it runs out where nobody takes it, or ends with the merge of its source',
    steps: [
      ...AB,
      [open(0, 'c'), 'ok'],
      [offer(1, 'o', 'a', 'b', 4n, 20), 'ok'],
      [offer(1, 'p', 'a', 'b', 3n, 20), 'ok'],
      [accept(9, 'o', 'b', { id: 't' }), 'ok'],
      [accept(9, 'p', 'b', { id: 'u' }), 'ok'],
      [reverse(5, 't'), 'ok'],
      [merge(12, 'c', 'a'), 'ok'],
      [reverse(5, 'u'), 'ok'],
      [accept(11, 'o', 'b', { id: 'v' }), 'ok'],
      [cancel(12, 'p', 'a'), 'offer_not_pending'],
    ],
    has: [
      ['1/b', 10, 0n, 0n, 7n],
      ['1/b', 12, 4n],
      ['1/c', 12, 6n],
    ],
  },
];

export const broughtBackScenarios: readonly BookScenario[] = [...holds, ...offers];
