import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TargetChange } from '../../src/kernel/event.ts';
import { type BookMove, bookMoves } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';
import { expectReplayedBook } from '../support/kernel/book-run.ts';

/** What meets: holds with a target, and merges, in whatever order. Other commands would close the way to most of it. */
const KINDS = [
  ...(['hold', 'hold', 'hold', 'capture', 'capture', 'adjust_hold', 'adjust_hold', 'release'] as const),
  ...(['merge', 'merge', 'deposit'] as const),
];

const holdMoves = bookMoves(24).map((moves) =>
  moves.map((move): BookMove => {
    const kind = KINDS[move.flags % KINDS.length] ?? 'hold';
    // An even number lets a hold name another account.
    return { ...move, kind, flags: kind === 'hold' ? move.flags & ~1 : move.flags };
  }),
);

const shuffled = bookPaces.filter(({ name }) => name.includes('shuffled'));
const RUNS = Math.ceil(900 / shuffled.length);

describe('holds, their targets and merges in any order: the book answers as one that replays everything', () => {
  const seen = { redirected: 0, joined: 0, joinedLater: 0 };
  const note = ({ met }: TargetChange, seq: number): void => {
    if (met === null) seen.redirected += 1;
    else if (met.order === 2 * seq) seen.joined += 1;
    else seen.joinedLater += 1;
  };

  test.each(shuffled)('$name', (pace) => {
    fc.assert(
      fc.property(holdMoves, (moves) =>
        expectReplayedBook(pace, moves, (_command, answer) => {
          if (answer.kind === 'accounts_merged') for (const change of answer.holds) note(change, answer.seq);
          return undefined;
        }),
      ),
      { numRuns: RUNS, seed: 20_261_130, endOnFailure: true },
    );
  });

  test('and they reach what is hard: holds redirected, joined by a merge there, and by one known to come', () => {
    expect(Object.entries(seen).filter(([, times]) => times < 2)).toEqual([]);
  });
});
