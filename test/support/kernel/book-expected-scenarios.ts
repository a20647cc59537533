import { PARTIES } from './book-ceiling-scenarios.ts';
import { capture, close, hold, JPY, merge, open, put, release, reverse, take } from './book-commands.ts';
import type { BookScenario } from './book-scenario.ts';

const targets: readonly BookScenario[] = [
  {
    name: 'the target of a hold is another account that lives then, in the same asset',
    steps: [
      ...PARTIES,
      [open(0, 'yen', { asset: JPY }), 'ok'],
      [hold(1, 'h', 'a', 5n, null, { to: 'nobody' }), 'account_unknown'],
      [hold(1, 'h', 'a', 5n, null, { to: 'yen' }), 'asset_mismatch'],
      [hold(1, 'h', 'a', 5n, null, { to: 'a' }), 'same_account'],
      [open(3, 'later'), 'ok'],
      [hold(2, 'h', 'a', 5n, null, { to: 'later' }), 'account_unknown'],
      [hold(3, 'h', 'a', 5n, null, { to: 'later' }), 'ok'],
      [capture(4, 'h', { to: 'yen' }), 'asset_mismatch'],
      [capture(4, 'h', { to: 'a' }), 'same_account'],
      [capture(4, 'h'), 'ok'],
    ],
    has: [['1/later', 4, 5n]],
  },
  {
    name: 'a hold names its target, which must be there until the hold ends',
    steps: [
      ...PARTIES,
      [hold(3, 'h', 'a', 5n, 8, { to: 't' }), 'ok'],
      [close(2, 't'), 'account_named_later'],
      [close(4, 't'), 'account_not_empty'],
      [close(8, 't'), 'ok'],
      [hold(4, 'i', 'a', 1n, 9, { to: 't' }), 'account_closed_later'],
      [hold(4, 'i', 'a', 1n, null, { to: 't' }), 'account_closed_later'],
      [hold(4, 'i', 'a', 1n, 7, { to: 't' }), 'ok'],
      [capture(5, 'h'), 'account_closed_later'],
      [capture(5, 'h', { to: 's' }), 'ok'],
      [open(9, 't'), 'ok'],
      [hold(9, 'h', 'a', 2n, null, { to: 't' }), 'ok'],
    ],
    has: [
      ['1/t', 4, 0n, 0n, 0n, 6n],
      ['1/t', 5, 0n, 0n, 0n, 1n],
      ['1/t', 7, 0n],
      ['2/t', 9, 0n, 0n, 0n, 2n],
    ],
  },
  {
    name: 'a merge of the target redirects a hold, captures that came before it too',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, 20, { to: 't' }), 'ok'],
      [capture(9, 'h', { amount: 2n }), 'ok'],
      [merge(5, 'b', 't'), 'ok'],
      [open(6, 't'), 'ok'],
      [capture(3, 'h', { amount: 1n }), 'ok'],
      [capture(10, 'h', { amount: 3n }), 'ok'],
      [close(11, 't'), 'ok'],
      [close(11, 'b'), 'account_not_empty'],
    ],
    has: [
      ['1/t', 3, 1n, 0n, 0n, 9n],
      ['1/t', 5, 0n],
      ['1/b', 5, 1n, 0n, 0n, 9n],
      ['1/b', 9, 3n, 0n, 0n, 7n],
      ['1/b', 10, 6n, 0n, 0n, 4n],
      ['1/b', 20, 6n],
      ['2/t', 10, 0n],
    ],
  },
];

const meetings: readonly BookScenario[] = [
  {
    name: 'a merge of the target into the holder leaves a hold to be released, or captured to another',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, 20, { to: 't' }), 'ok'],
      [capture(2, 'h', { amount: 1n }), 'ok'],
      [merge(4, 'a', 't'), 'ok'],
      [capture(5, 'h'), 'same_account'],
      [capture(5, 'h', { amount: 2n, to: 'b' }), 'ok'],
      [capture(3, 'h', { amount: 3n }), 'ok'],
      [release(6, 'h'), 'ok'],
    ],
    has: [
      ['1/t', 1, 0n, 0n, 0n, 10n],
      ['1/t', 3, 4n, 0n, 0n, 6n],
      ['1/a', 4, 100n, 6n],
      ['1/a', 5, 98n, 4n],
      ['1/a', 6, 98n],
      ['1/a', 20, 98n],
    ],
  },
  {
    name: 'a merge of the holder into the target does so too',
    steps: [
      ...PARTIES,
      [open(0, 'u', { ceiling: 100n }), 'ok'],
      [hold(1, 'h', 'a', 10n, null, { to: 'u' }), 'ok'],
      [merge(4, 'u', 'a'), 'ok'],
      [capture(5, 'h'), 'same_account'],
      [put(5, 'u', 1n), 'ceiling_exceeded'],
      [release(6, 'h'), 'ok'],
    ],
    has: [
      ['1/u', 3, 0n, 0n, 0n, 10n],
      ['1/u', 4, 100n, 10n],
      ['1/u', 6, 100n],
    ],
  },
  {
    name: 'holder and target meet wherever merges known by then bring them, in whatever order these come',
    steps: [
      ...PARTIES,
      [merge(8, 'b', 't'), 'ok'],
      [hold(1, 'h', 'a', 10n, 20, { to: 't' }), 'ok'],
      [hold(1, 'i', 'a', 5n, 7, { to: 't' }), 'ok'],
      [merge(6, 'b', 'a'), 'ok'],
      [capture(7, 'h', { amount: 1n }), 'ok'],
      [capture(8, 'h'), 'same_account'],
      [hold(2, 'j', 'b', 1n, null, { to: 't' }), 'insufficient_funds'],
      [hold(6, 'j', 'b', 1n, null, { to: 't' }), 'ok'],
      [capture(9, 'j'), 'same_account'],
    ],
    has: [
      ['1/t', 6, 0n, 0n, 0n, 16n],
      ['1/t', 7, 1n, 0n, 0n, 10n],
      ['1/b', 8, 100n, 10n],
      ['1/b', 20, 100n, 1n],
    ],
  },
  {
    name: 'no late merge makes one account of holder and target once something later was done with the hold',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, 20, { to: 't' }), 'ok'],
      [capture(5, 'h', { amount: 1n, to: 'b' }), 'ok'],
      [merge(4, 'a', 't'), 'hold_changed_later'],
      [merge(4, 't', 'a'), 'hold_changed_later'],
      [merge(5, 't', 'a'), 'ok'],
      [release(6, 'h'), 'ok'],
    ],
    has: [['1/t', 6, 99n]],
  },
  {
    name: 'no late merge makes one account of who paid and who was paid by a later capture',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, null), 'ok'],
      [capture(5, 'h', { amount: 1n, to: 'b' }), 'ok'],
      [merge(4, 'b', 'a'), 'hold_changed_later'],
      [merge(4, 't', 'a'), 'ok'],
      [merge(6, 'b', 't'), 'ok'],
      [take(7, 'b', 90n), 'ok'],
    ],
    has: [['1/b', 7, 10n, 9n]],
  },
];

const takenBack: readonly BookScenario[] = [
  {
    name: 'what a capture took is expected again once it is taken back, to where the hold ends then',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, 20, { to: 't' }), 'ok'],
      [capture(4, 'h', { amount: 2n, id: 'part' }), 'ok'],
      [capture(5, 'h', { amount: 4n, final: true, id: 'final' }), 'ok'],
      [reverse(2, 'final'), 'ok'],
      [reverse(3, 'part'), 'ok'],
      [capture(19, 'h', { amount: 9n }), 'ok'],
    ],
    has: [
      ['1/t', 4, 0n, 0n, 0n, 10n],
      ['1/t', 5, 0n, 0n, 0n, 10n],
      ['1/t', 19, 9n, 0n, 0n, 1n],
      ['1/t', 20, 9n],
      ['1/a', 19, 91n, 1n],
    ],
  },
  {
    name: 'a hold that lasts again meets the merges behind its former end',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 10n, null, { to: 't' }), 'ok'],
      [capture(5, 'h', { id: 'all' }), 'ok'],
      [merge(8, 'a', 't'), 'ok'],
      [reverse(3, 'all'), 'ok'],
      [capture(9, 'h'), 'same_account'],
      [release(9, 'h'), 'ok'],
    ],
    has: [
      ['1/t', 7, 0n, 0n, 0n, 10n],
      ['1/a', 8, 100n, 10n],
      ['1/a', 9, 100n],
    ],
  },
  {
    name: 'what is expected again must find its room',
    steps: [
      ...PARTIES,
      [hold(1, 'h', 'a', 40n, null, { to: 's' }), 'ok'],
      [capture(5, 'h', { amount: 10n, final: true, id: 'some' }), 'ok'],
      [put(6, 's', 40n), 'ok'],
      [reverse(4, 'some'), 'ceiling_exceeded'],
      [take(6, 's', 30n), 'ok'],
      [reverse(4, 'some'), 'ceiling_exceeded'],
      [reverse(6, 'some'), 'ok'],
    ],
    has: [
      ['1/s', 5, 10n],
      ['1/s', 6, 10n],
    ],
  },
];

/** Whom holds are to pay. */
export const expectedScenarios: readonly BookScenario[] = [...targets, ...meetings, ...takenBack];
