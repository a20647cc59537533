import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { Book } from '../../src/kernel/book.ts';
import { bytesOf, indexesOf } from '../support/kernel/book-truths.ts';

/** Many lives of one id, each with limits of its own, most of them tried in vain before. */

const LIMITS = [null, 0n, 3n, 40n, 100n] as const;

const moveArbitrary = fc.record({
  kind: fc.constantFrom(
    'open',
    'open',
    'open',
    'fill',
    'fill',
    'drain',
    'hold',
    'offer',
    'merge',
    'merge',
    'close',
    'close',
  ),
  floor: fc.constantFrom(null, 0n, -5n),
  ceiling: fc.constantFrom(...LIMITS),
  amount: fc.bigInt({ min: 1n, max: 60n }),
  ahead: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 30),
});

type Move = typeof moveArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** Some moves, and what becomes of them: kept one by one, refused as a group, or rolled back layer by layer. */
const itemArbitrary = fc.record({
  moves: fc.array(moveArbitrary, { minLength: 1, maxLength: 4 }),
  fate: fc.constantFrom('kept', 'kept', 'refused', 'rolled back'),
});

type Item = typeof itemArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

function commandOf(move: Move, now: number, name: string): SingleCommand {
  const { amount, floor, ceiling } = move;
  const effectiveAt = now + move.ahead;
  switch (move.kind) {
    case 'open':
      return { kind: 'open_account', account: 'w', asset: 'GBP/2', floor, ceiling, effectiveAt };
    case 'fill':
      return { kind: 'transfer', from: 'world', to: 'w', amount, effectiveAt };
    case 'drain':
      return { kind: 'transfer', from: 'w', to: 'world', amount, effectiveAt };
    case 'hold':
      return { kind: 'hold', hold: 'h', account: 'w', amount, expiresAt: effectiveAt + 5, effectiveAt };
    case 'offer':
      return {
        kind: 'offer',
        offer: name,
        from: 'w',
        to: 'v',
        amount,
        expiresAt: effectiveAt + 3,
        effectiveAt,
      };
    case 'merge':
      return { kind: 'merge', into: 'v', from: 'w', effectiveAt };
    default:
      return { kind: 'close_account', account: 'w', effectiveAt };
  }
}

const NEVER: SingleCommand = { kind: 'transfer', from: 'nobody', to: 'world', amount: 1n, effectiveAt: 1 };

/** Gives all items to one book, and to another only what is kept; how often `w` lives in the end. */
function livesAfter(items: readonly Item[], horizonOf: (now: number) => number): number {
  const saw = new Book();
  const never = new Book();
  for (const book of [saw, never]) {
    book.run({ kind: 'open_account', account: 'v', asset: 'GBP/2', floor: null, effectiveAt: 0 });
  }
  for (const [i, { moves, fate }] of items.entries()) {
    for (const book of [saw, never]) book.state.horizon = horizonOf(i);
    const commands = moves.map((move, at) => commandOf(move, i, `o ${i} ${at}`));
    if (fate === 'kept') {
      for (const command of commands) expect(saw.run(command)).toEqual(never.run(command));
    } else if (fate === 'refused') {
      const inner = { kind: 'atomic', commands: commands.slice(1) } as const;
      expect(saw.run({ kind: 'atomic', commands: [...commands.slice(0, 1), inner, NEVER] }).ok).toBe(false);
    } else {
      for (const command of commands) {
        saw.begin();
        saw.run(command);
      }
      for (const _ of commands) saw.rollback();
    }
    expect(bytesOf(saw)).toBe(bytesOf(never));
    expect(indexesOf(saw)).toBe(indexesOf(never));
  }
  return saw.state.accounts.livesOf('w').length;
}

describe('a book is as one that never saw what was taken back', () => {
  test.each([
    ['no present', () => Number.POSITIVE_INFINITY],
    ['a present', (now: number) => now],
  ] as const)('with %s, over ten lives of one id and more', (_, horizonOf) => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(itemArbitrary, { minLength: 90, maxLength: 90, size: 'max' }), (items) => {
        most = Math.max(most, livesAfter(items, horizonOf));
      }),
      { numRuns: 150, seed: 20_261_130 },
    );
    expect(most).toBeGreaterThanOrEqual(10);
  });

  test('an account that was opened in a refused group keeps nothing of the limits that it had there', () => {
    const book = new Book();
    const open = { kind: 'open_account', account: 'w', asset: 'GBP/2', effectiveAt: 1 } as const;
    book.run({ kind: 'atomic', commands: [open, NEVER] });
    book.run({ ...open, ceiling: 100n });
    const pay = (amount: bigint, effectiveAt: number) =>
      book.run({ kind: 'transfer', from: 'world', to: 'w', amount, effectiveAt }).ok;
    expect([pay(50n, 70), pay(40n, 2), pay(40n, 3), pay(10n, 3), pay(1n, 60)]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  test('assets that only refused commands named leave no world behind', () => {
    const book = new Book();
    const entries = [
      { account: 'world', asset: 'XYZ/0', amount: -1n },
      { account: 'nobody', asset: 'XYZ/0', amount: 1n },
    ];
    book.run({ kind: 'post', entries, effectiveAt: 1 });
    expect([...book.state.accounts.all()]).toEqual([]);
  });
});
