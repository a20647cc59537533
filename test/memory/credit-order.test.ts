import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparePlainClocks } from '../oracle/plain-credit-balance.ts';
import { bareUse, bothClocks, bothCredits, realClocks } from '../support/memory/credit-apis.ts';
import {
  countersArbitrary,
  PROCESS_SETS_ARBITRARY,
  spellClock,
  spellingArbitrary,
} from '../support/memory/credit-clocks.ts';
import { badArgumentsOf } from '../support/memory/credit-misuse.ts';
import { writtenClock } from '../support/memory/credit-table.ts';
import { holds, misuse, pick, show } from '../support/memory/refund-and-credit-checks.ts';

describe.each(bothClocks)('compareClocks, $which', ({ clocks }) => {
  test.each([
    ['{}', '{}', 'equal'],
    ['{}', 'a:0', 'equal'],
    ['{}', 'a:1', 'before'],
    ['a:1', 'a:1', 'equal'],
    ['a:1', 'a:1n', 'equal'],
    ['a:1,b:0', 'b:0,a:1', 'equal'],
    ['a:1', 'a:2', 'before'],
    ['a:2', 'a:1', 'after'],
    ['a:1', 'a:1,b:1', 'before'],
    ['a:1', 'b:1', 'concurrent'],
    ['a:2,b:1', 'a:1,b:2', 'concurrent'],
    ['a:2,b:1', 'a:2,b:2,c:1', 'before'],
    ['a:9,b:9', 'c:1', 'concurrent'],
    ['a:9007199254740993n', 'a:9007199254740992n', 'after'],
    ['a:9007199254740991', 'a:9007199254740992n', 'before'],
    ['a:9007199254740993n,b:1', 'a:9007199254740992n,b:2', 'concurrent'],
    ['a:1180591620717411303424n', 'a:1180591620717411303425n', 'before'],
    ['__proto__:1', '{}', 'after'],
    ['__proto__:1', '__proto__:2', 'before'],
    ['__proto__:1', 'constructor:1', 'concurrent'],
    ['toString:1', '{}', 'after'],
  ])('%s and %s: %s', (a, b, relation) => {
    for (const left of [writtenClock([a]), writtenClock(['map', a])]) {
      for (const right of [writtenClock([b]), writtenClock(['map', b])]) {
        expect(clocks.compare(left, right)).toBe(relation);
        const turned = relation === 'before' ? 'after' : relation === 'after' ? 'before' : relation;
        expect(clocks.compare(right, left)).toBe(turned);
      }
    }
  });
});

describe.each(bothCredits)('orders beyond ASCII, $which', ({ open }) => {
  /** In UTF-8 order; by UTF-16 units the last three would stand before the two above them. */
  const inOrder = [
    'A',
    'Z',
    '__proto__',
    'a',
    'aa',
    'b',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{1f600}',
    '\u{10ffff}',
  ];
  const mixed = [...inOrder.slice(9), ...inOrder.slice(0, 9)];
  const spent = (answer: unknown): unknown[] => {
    const { allocations } = bareUse(answer);
    return Array.isArray(allocations) ? allocations.map((each) => pick(each, 'creditId').creditId) : [answer];
  };

  test('credit ids go by their UTF-8 bytes', () => {
    for (const expiry of [null, { a: 1 }]) {
      const credits = open();
      for (const creditId of mixed) credits.add('ann', creditId, 1, expiry);
      expect(spent(credits.use('ann', inOrder.length, {}))).toEqual(inOrder);
    }
  });

  test('process ids go by their UTF-8 bytes: the later its only process, the sooner a credit is spent', () => {
    const credits = open();
    for (const id of mixed) credits.add('ann', id, 1, new Map([[id, 1]]));
    expect(spent(credits.use('ann', inOrder.length, {}))).toEqual([...inOrder].reverse());
  });
});

describe('compareClocks', () => {
  test('equals the comparison component by component', () => {
    const pair = fc.record({
      of: PROCESS_SETS_ARBITRARY,
      a: countersArbitrary,
      b: countersArbitrary,
      as: spellingArbitrary,
      bs: spellingArbitrary,
    });
    holds(
      fc.property(pair, ({ of, a, b, as, bs }) => {
        const left = spellClock(a, of, as);
        const right = spellClock(b, of, bs);
        expect(realClocks.compare(left, right)).toBe(comparePlainClocks(left, right));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(
    badArgumentsOf('atVc').flatMap(({ values }) => values.map((value) => ({ value, shown: show(value) }))),
  )('refuses $shown on either side', ({ value }) => {
    for (const act of [() => realClocks.compare(value, {}), () => realClocks.compare({ a: 1 }, value)]) {
      expect(misuse(act).code).toBe('bad_clock');
    }
  });
});
