import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SingleCommand } from '../../src/commands/command-table.ts';
import { Book } from '../../src/kernel/book.ts';
import { Residency } from '../../src/kernel/residency.ts';
import { bytesOf, indexesOf } from '../support/kernel/book-truths.ts';

/** Many lives of one id, each with limits of its own, most of them tried in vain before. */

const LIMITS = [null, 0n, 3n, 40n, 100n] as const;

const VELOCITY = [
  [{ name: 'in', direction: 'in', amount: 70n, perMs: 20 }],
  [{ name: 'out', direction: 'out', count: 3, perMs: 9 }],
] as const;

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
    'update',
    'update',
    'freeze',
    'distribute',
    'expect',
    'adjust',
    'force',
    'sell',
    'sell',
    'refund',
  ),
  floor: fc.constantFrom(null, 0n, -5n),
  ceiling: fc.constantFrom(...LIMITS),
  limits: fc.constantFrom(undefined, undefined, ...VELOCITY),
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
  const { amount, floor, ceiling, limits } = move;
  const effectiveAt = now + move.ahead;
  switch (move.kind) {
    case 'open':
      return {
        kind: 'open_account',
        account: 'w',
        asset: 'GBP/2',
        floor,
        ceiling,
        ...(limits && { limits }),
        effectiveAt,
      };
    case 'update':
      return { kind: 'update_account', account: 'w', floor, ceiling, limits: limits ?? [], effectiveAt };
    case 'freeze':
      return { kind: 'update_account', account: 'w', frozen: ceiling === null ? 'all' : null, effectiveAt };
    case 'distribute':
      return {
        kind: 'distribute',
        from: [{ account: 'w', atMost: amount }, { account: 'v' }],
        to: [
          { account: 'u', share: 1 },
          { account: 'world', rest: true },
        ],
        amount: amount + 5n,
        effectiveAt,
      };
    case 'expect':
      return { kind: 'hold', hold: 'to w', account: 'v', amount, expiresAt: null, to: 'w', effectiveAt };
    case 'adjust':
      return { kind: 'adjust_hold', hold: floor === null ? 'h' : 'to w', amount, effectiveAt };
    case 'force': {
      const hold = floor === null ? 'h' : 'to w';
      return { kind: 'capture', hold, amount, force: true, payment: name, group: 'order', effectiveAt };
    }
    case 'sell':
      return { kind: 'pay', payment: name, account: 'w', amount, group: 'order', rank: 1, effectiveAt };
    case 'refund':
      return {
        kind: 'refund',
        refund: name,
        account: 'w',
        amount,
        group: 'order',
        rules: ['RANK_FIRST'],
        to: 'source',
        effectiveAt,
      };
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

/** What such a command is: one by force is another. */
const doneBy = ({ kind, ...rest }: SingleCommand): string => ('force' in rest ? `${kind} by force` : kind);

/**
 * Gives all items to one book, and to another only what is kept; how often `w` lives in the end.
 *
 * @param undone gets what was done before it was taken back
 */
function livesAfter(items: readonly Item[], horizonOf: (now: number) => number, undone: Set<string>): number {
  const saw = new Book();
  const never = new Book();
  for (const book of [saw, never]) {
    for (const account of ['v', 'u'])
      book.run({ kind: 'open_account', account, asset: 'GBP/2', floor: null, effectiveAt: 0 });
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
        if (saw.run(command).ok) undone.add(doneBy(command));
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
    const undone = new Set<string>();
    fc.assert(
      fc.property(fc.array(itemArbitrary, { minLength: 90, maxLength: 90, size: 'max' }), (items) => {
        most = Math.max(most, livesAfter(items, horizonOf, undone));
      }),
      { numRuns: 100, seed: 20_261_130 },
    );
    expect(most).toBeGreaterThanOrEqual(10);
    expect([...undone].sort()).toEqual([
      'adjust_hold',
      'capture by force',
      'close_account',
      'distribute',
      'hold',
      'merge',
      'offer',
      'open_account',
      'pay',
      'refund',
      'transfer',
      'update_account',
    ]);
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

  test('of an opening that was taken back nothing is kept for being in memory whole', () => {
    const residency = new Residency();
    for (const account of ['w', 'world', 'nobody']) residency.know('account', account);
    const book = new Book({ residency });
    const open = { kind: 'open_account', account: 'w', asset: 'GBP/2', effectiveAt: 1 } as const;
    const { size } = residency;
    book.begin();
    book.run(open);
    const [life] = book.state.accounts.livesOf('w');
    const key = life?.row.key ?? '';
    const isKnown = (['payments_of', 'credits_of', 'offers_of', 'holds_to'] as const).map(
      (kind) => () => residency.knows(kind, key),
    );
    expect(isKnown.map((knows) => knows())).toEqual([true, true, true, true]);
    book.rollback();
    expect(isKnown.map((knows) => knows())).toEqual([false, false, false, false]);
    expect(book.run({ kind: 'atomic', commands: [open, NEVER] }).ok).toBe(false);
    expect(isKnown.map((knows) => knows())).toEqual([false, false, false, false]);
    expect(residency.size).toBe(size);
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
