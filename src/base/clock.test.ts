import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Clock,
  type ClockRelation,
  clockAtMost,
  compareClocks,
  joinClocks,
  orderClocks,
  parseClock,
  relateClocks,
} from './clock.ts';
import { TallystickError } from './error.ts';
import { CLOCK_COMPONENTS_MAX } from './limits.ts';

type Components = [id: string, counter: number | bigint][];

// Few ids and small counters, so that clocks are often equal, ordered, or apart by one component. The last two ids
// sort by their UTF-8 bytes otherwise than as strings, and 2^53 is where numbers stop telling neighbours apart.
const processId = fc.constantFrom('a', 'b', '__proto__', 'constructor', '\uff5e', '\u{1f600}');
const counter = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 64n, 10n ** 20n - 1n) },
);
const components: fc.Arbitrary<Components> = fc.uniqueArray(fc.tuple(processId, counter), {
  selector: ([id]) => id,
  maxLength: 4,
});
const clock = components.map((given) => parseClock('clock', new Map(given)));

// What follows is the definition, written once more in the plainest way.
const counterIn = (given: Components, id: string): bigint => BigInt(new Map(given).get(id) ?? 0);
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const allIds = (...clocks: Components[]): string[] =>
  [...new Set(clocks.flat().map(([id]) => id))].sort(byBytes);
const atMost = (a: Components, b: Components): boolean =>
  allIds(a, b).every((id) => counterIn(a, id) <= counterIn(b, id));
function relation(a: Components, b: Components): ClockRelation {
  if (atMost(a, b)) return atMost(b, a) ? 'equal' : 'before';
  return atMost(b, a) ? 'after' : 'concurrent';
}
function rankLex(a: Components, b: Components): number {
  const ids = allIds(a, b);
  const sum = (given: Components): bigint => ids.reduce((total, id) => total + counterIn(given, id), 0n);
  const signs = [sum(a) - sum(b), ...ids.map((id) => counterIn(a, id) - counterIn(b, id))];
  const first = signs.find((difference) => difference !== 0n) ?? 0n;
  return first < 0n ? -1 : first > 0n ? 1 : 0;
}

describe('parseClock', () => {
  test('sorts ids by their UTF-8 bytes, drops zeros and sums up', () => {
    const given = { '\u{1f600}': 1, b: 2, '\uff5e': 3n, a: 0, c: 0n, d: -0 };
    expect(parseClock('vc', given)).toEqual({
      ids: ['b', '\uff5e', '\u{1f600}'],
      counters: [2n, 3n, 1n],
      rank: 6n,
    });
    expect(parseClock('vc', {})).toEqual({ ids: [], counters: [], rank: 0n });
    expect(parseClock('vc', new Map())).toEqual({ ids: [], counters: [], rank: 0n });
  });

  test('takes `__proto__` and `constructor` for ordinary ids, in every kind of container', () => {
    const clock = { ids: ['__proto__', 'constructor'], counters: [1n, 2n], rank: 3n };
    expect(parseClock('vc', JSON.parse('{"constructor":2,"__proto__":1}'))).toEqual(clock);
    const bare = Object.setPrototypeOf(JSON.parse('{"constructor":2,"__proto__":1}'), null);
    expect(parseClock('vc', bare)).toEqual(clock);
    expect(
      parseClock(
        'vc',
        new Map([
          ['constructor', 2],
          ['__proto__', 1],
        ]),
      ),
    ).toEqual(clock);
  });

  test('does not see what is inherited, hidden or under a symbol', () => {
    const given = Object.defineProperty({ a: 1, [Symbol('s')]: 'x' }, 'b', { value: 'x', enumerable: false });
    expect(parseClock('vc', given)).toEqual({ ids: ['a'], counters: [1n], rank: 1n });
  });

  test('keeps nothing of what it was given', () => {
    const given = new Map([['a', 1]]);
    const clock = parseClock('vc', given);
    given.set('a', 2).set('b', 2);
    expect(clock).toEqual({ ids: ['a'], counters: [1n], rank: 1n });
  });

  test('an object and a Map make the same clock, in any order', () => {
    fc.assert(
      fc.property(components, (given) => {
        const expected = parseClock('vc', new Map(given));
        expect(parseClock('vc', Object.fromEntries(given))).toEqual(expected);
        expect(parseClock('vc', new Map([...given].reverse()))).toEqual(expected);
        expect(expected.ids).toEqual(allIds(given).filter((id) => counterIn(given, id) > 0n));
      }),
      { numRuns: 1_000 },
    );
  });

  const CONTAINER = 'a plain object or a Map of process ids and counters';
  const COUNTER = 'a non-negative safe integer or bigint';
  test.each<[unknown, string]>([
    [null, `vc: expected ${CONTAINER}, got null`],
    [undefined, `vc: expected ${CONTAINER}, got undefined`],
    [7, `vc: expected ${CONTAINER}, got 7`],
    ['a', `vc: expected ${CONTAINER}, got "a"`],
    [[1, 2], `vc: expected ${CONTAINER}, got an array of 2`],
    [new Set(['a']), `vc: expected ${CONTAINER}, got an object`],
    [new Date(0), `vc: expected ${CONTAINER}, got a Date`],
    [{ a: 1, 'b"': -1 }, `vc["b\\""]: expected ${COUNTER}, got -1`],
    [{ a: -1n }, `vc["a"]: expected ${COUNTER}, got -1n`],
    [{ a: 1.5 }, `vc["a"]: expected ${COUNTER}, got 1.5`],
    [{ a: 2 ** 53 }, `vc["a"]: expected ${COUNTER}, got 9007199254740992`],
    [{ a: Number.NaN }, `vc["a"]: expected ${COUNTER}, got NaN`],
    [{ a: '1' }, `vc["a"]: expected ${COUNTER}, got "1"`],
    [{ a: undefined }, `vc["a"]: expected ${COUNTER}, got undefined`],
    [new Map([['a', null]]), `vc["a"]: expected ${COUNTER}, got null`],
    [new Map([[1, 1]]), 'vc: expected process ids that are valid ids, got 1'],
    [{ '': 0 }, 'vc: expected process ids that are valid ids, got ""'],
    [{ '\ud800': 1 }, 'vc: expected process ids that are valid ids, got "\\ud800"'],
  ])('%o is malformed', (value, message) => {
    expect(() => parseClock('vc', value)).toThrow(TallystickError);
    expect(() => parseClock('vc', value)).toThrow(expect.objectContaining({ code: 'bad_clock', message }));
  });

  test('takes as many components as the limit, and not one more', () => {
    const given = new Map(
      Array.from({ length: CLOCK_COMPONENTS_MAX }, (_, i): [string, number] => [`p${i}`, 1]),
    );
    expect(parseClock('vc', given).rank).toBe(BigInt(CLOCK_COMPONENTS_MAX));
    given.set('one more', 0);
    expect(() => parseClock('vc', given)).toThrow('vc: expected at most 4096 components, got a Map of 4097');
  });
});

describe('comparing clocks', () => {
  test.each<[Components, Components, ClockRelation]>([
    [[], [], 'equal'],
    [[['a', 0]], [], 'equal'],
    [[['a', 1]], [['a', 1n]], 'equal'],
    [[], [['a', 1]], 'before'],
    [
      [['a', 1]],
      [
        ['a', 1],
        ['b', 1],
      ],
      'before',
    ],
    [[['b', 2]], [['b', 1]], 'after'],
    [[['a', 1]], [['b', 1]], 'concurrent'],
    [
      [
        ['a', 1],
        ['b', 2],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      'concurrent',
    ],
    [[['a', 1]], [['b', 5]], 'concurrent'],
    [[['a', 2n ** 53n]], [['a', 2n ** 53n + 1n]], 'before'],
    [[['__proto__', 1]], [], 'after'],
  ])('%o to %o is %s', (a, b, expected) => {
    expect(compareClocks(new Map(a), Object.fromEntries(b))).toBe(expected);
  });

  test('the public door names the side that is malformed', () => {
    expect(() => compareClocks({ x: -1 }, {})).toThrow('a["x"]: expected');
    expect(() => compareClocks({}, { x: -1 })).toThrow('b["x"]: expected');
  });

  test('is the componentwise reading', () => {
    const seen = new Set<ClockRelation>();
    fc.assert(
      fc.property(components, components, (a, b) => {
        const [clockA, clockB] = [parseClock('a', new Map(a)), parseClock('b', new Map(b))];
        const expected = relation(a, b);
        seen.add(expected);
        expect(relateClocks(clockA, clockB)).toBe(expected);
        expect(clockAtMost(clockA, clockB)).toBe(atMost(a, b));
        expect(compareClocks(new Map(a), Object.fromEntries(b))).toBe(expected);
      }),
      { numRuns: 5_000 },
    );
    expect(seen.size).toBe(4);
  });
});

describe('orderClocks', () => {
  test('is rank, then the components in the UTF-8 order of the ids', () => {
    fc.assert(
      fc.property(components, components, (a, b) => {
        const order = orderClocks(parseClock('a', new Map(a)), parseClock('b', new Map(b)));
        expect(Math.sign(order)).toBe(rankLex(a, b));
      }),
      { numRuns: 5_000 },
    );
    // Of equal ranks; as strings the second id would come first, and the answer would turn around.
    const [bmp, astral] = [parseClock('a', { '\uff5e': 1 }), parseClock('b', { '\u{1f600}': 1 })];
    expect(orderClocks(bmp, astral)).toBeGreaterThan(0);
  });

  test('is a total order, and zero for equal clocks only', () => {
    fc.assert(
      fc.property(clock, clock, clock, (a, b, c) => {
        expect(Math.sign(orderClocks(a, b)) + Math.sign(orderClocks(b, a))).toBe(0);
        expect(orderClocks(a, b) === 0).toBe(relateClocks(a, b) === 'equal');
        if (orderClocks(a, b) <= 0 && orderClocks(b, c) <= 0)
          expect(orderClocks(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5_000 },
    );
  });

  test('extends the causal order', () => {
    let before = 0;
    fc.assert(
      fc.property(clock, clock, (a, b) => {
        if (relateClocks(a, b) !== 'before') return;
        before += 1;
        expect(orderClocks(a, b)).toBeLessThan(0);
      }),
      { numRuns: 5_000 },
    );
    expect(before).toBeGreaterThan(100);
  });
});

describe('joinClocks', () => {
  test('is the least upper bound', () => {
    fc.assert(
      fc.property(components, components, clock, (a, b, other) => {
        const [clockA, clockB] = [parseClock('a', new Map(a)), parseClock('b', new Map(b))];
        const join = joinClocks(clockA, clockB);
        const maxima = allIds(a, b).map((id): [string, bigint] => {
          const [inA, inB] = [counterIn(a, id), counterIn(b, id)];
          return [id, inA > inB ? inA : inB];
        });
        expect(join).toEqual(parseClock('join', new Map(maxima)));
        expect(clockAtMost(clockA, join) && clockAtMost(clockB, join)).toBe(true);
        expect(clockAtMost(join, other)).toBe(clockAtMost(clockA, other) && clockAtMost(clockB, other));
      }),
      { numRuns: 5_000 },
    );
  });

  test('changes neither clock, and gives the greater one itself', () => {
    const frozen = (given: Record<string, number>): Clock => {
      const clock = parseClock('clock', given);
      return Object.freeze({
        ...clock,
        ids: Object.freeze(clock.ids),
        counters: Object.freeze(clock.counters),
      });
    };
    const [small, great, apart] = [frozen({ a: 1, b: 1 }), frozen({ a: 1, b: 2 }), frozen({ a: 2, b: 1 })];
    expect(joinClocks(small, great)).toBe(great);
    expect(joinClocks(great, small)).toBe(great);
    expect(joinClocks(great, apart)).toEqual({ ids: ['a', 'b'], counters: [2n, 2n], rank: 4n });
    expect(great).toEqual({ ids: ['a', 'b'], counters: [1n, 2n], rank: 3n });
  });
});
