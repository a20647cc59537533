import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/kernel/apply-rows.ts';
import { type LotMove, lotMoves } from '../support/kernel/book-lot-mover.ts';
import { lotCommandsOf, lotDisagreement } from '../support/kernel/book-lot-run.ts';
import type { BookMove } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';

/** What is done with holds, and what takes that back; the money and the merges in between are few. */
const KINDS = [
  ...([
    'hold',
    'hold',
    'capture',
    'capture',
    'capture',
    'adjust_hold',
    'adjust_hold',
    'adjust_hold',
  ] as const),
  ...(['release', 'deposit', 'deposit', 'merge'] as const),
];

const moves = lotMoves(32).map((list) =>
  list.map((each): LotMove => {
    const kind: BookMove['kind'] = KINDS[each.move.jitter % KINDS.length] ?? 'hold';
    return { ...each, lot: each.lot === 'reverse' ? 'reverse' : 'timeline', move: { ...each.move, kind } };
  }),
);

const shuffled = bookPaces.filter(({ name }) => name.includes('shuffled'));
const RUNS = Math.ceil(600 / shuffled.length);

describe('holds that are adjusted, captured over and brought back: the book answers as one that replays everything', () => {
  const seen = { adjusted: 0, over: 0, 'brought back after an adjustment': 0, 'ended later than before': 0 };

  function watcher(): (event: Event) => void {
    const adjusted = new Set<number>();
    const captureOf = new Map<string, number>();
    return (event) => {
      if (event.kind === 'hold_adjusted') {
        adjusted.add(event.hold);
        seen.adjusted += 1;
        if (event.ended !== null && event.ended.at > event.at) seen['ended later than before'] += 1;
      }
      if (event.kind === 'hold_captured') {
        if (event.isOver === true) seen.over += 1;
        if (event.id !== undefined) captureOf.set(event.id, event.hold);
      }
      if (event.kind !== 'transaction_reversed' || event.takenBack === undefined) return;
      const hold = captureOf.get(event.transaction);
      if (hold !== undefined && adjusted.has(hold)) seen['brought back after an adjustment'] += 1;
    };
  }

  test.each(shuffled)('$name', (pace) => {
    fc.assert(
      fc.property(moves, (list) => {
        const watch = watcher();
        const wrong = lotDisagreement(lotCommandsOf(pace, list), (_command, answer) => {
          if (answer.kind !== 'rejected') watch(answer);
        });
        expect(wrong).toBeUndefined();
      }),
      { numRuns: RUNS, seed: 20_261_130, endOnFailure: true },
    );
  });

  test('and they reach what is hard', () => {
    expect(Object.entries(seen).filter(([, times]) => times < 5)).toEqual([]);
  });
});
