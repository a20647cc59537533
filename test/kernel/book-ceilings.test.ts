import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookMoves } from '../support/kernel/book-mover.ts';
import { type BookPace, bookPaces } from '../support/kernel/book-paces.ts';
import { expectReplayedBook, type Listener } from '../support/kernel/book-run.ts';
import { Happenings } from '../support/memory/refund-and-credit-checks.ts';

const shuffled = bookPaces.filter(({ ceilings }) => ceilings.some((ceiling) => ceiling !== null));
const [some] = shuffled;
if (some === undefined) throw new Error('there are paces with ceilings');
/** In order of time nothing is dated after the end of what is pending. */
const inOrder: BookPace = { ...some, name: 'in order', drift: 1 / 5, spread: 1 };

/** What a ceiling must not refuse, in whatever order. */
const NEVER: ReadonlySet<string> = new Set([
  'release',
  'cancel',
  'decline',
  'expire_credits',
  'void_credit',
  'extend_credit',
]);
/** What it must not refuse while nothing is dated after the end of what is captured or accepted. */
const NOT_IN_ORDER: ReadonlySet<string> = new Set([...NEVER, 'capture', 'accept']);

function listenFor(kinds: ReadonlySet<string>, happenings: Happenings): Listener {
  // An account that stands over its ceiling as it is has room for nothing that it would not have had without.
  let isOver = false;
  return (command, answer) => {
    if (command.kind === 'update_account' && command.asIs === true) isOver = true;
    // What it pays to another, takes over or takes by force had no room yet.
    const isExtra = command.kind === 'capture' && (command.over === true || command.force === true);
    const wasExpected = command.kind !== 'capture' || (command.to === undefined && !isExtra);
    if (!wasExpected || !NOT_IN_ORDER.has(command.kind)) {
      if (answer.kind === 'rejected') happenings.note(`${command.kind} refused: ${answer.reason}`);
      return undefined;
    }
    if (answer.kind !== 'rejected') happenings.note(command.kind);
    const isWrong =
      !isOver &&
      answer.kind === 'rejected' &&
      answer.reason === 'ceiling_exceeded' &&
      kinds.has(command.kind);
    return isWrong ? `a ceiling refused this ${command.kind}` : undefined;
  };
}

describe('what a ceiling counted once finds its room', () => {
  const happenings = new Happenings();

  test.each([[inOrder, NOT_IN_ORDER], ...shuffled.map((pace) => [pace, NEVER] as const)] as const)(
    '$name',
    (pace, kinds) => {
      fc.assert(
        fc.property(bookMoves(50), (moves) => {
          expectReplayedBook(pace, moves, listenFor(kinds, happenings));
        }),
        { numRuns: 120, seed: 20_261_130, endOnFailure: true },
      );
    },
  );

  test('and the runs came to captures, acceptances and releases, and to ceilings that refuse others', () => {
    const wanted = ['capture', 'accept', 'release', 'hold', 'offer', 'transfer'].map((kind) =>
      ['hold', 'offer', 'transfer'].includes(kind) ? `${kind} refused: ceiling_exceeded` : kind,
    );
    expect(happenings.rarer(5, wanted)).toEqual([]);
  });
});
