import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, canonicalText } from './canonical-bytes.ts';
import { TallystickError } from './error.ts';
import { CANONICAL_DEPTH_MAX } from './limits.ts';

describe('canonicalText', () => {
  test.each<[unknown, string]>([
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [12, '12'],
    [-0, '0'],
    [-9007199254740991, '-9007199254740991'],
    [12n, '12n'],
    [-(2n ** 70n), '-1180591620717411303424n'],
    ['12n', '"12n"'],
    ['é"\n\u2028', '"é\\"\\n\u2028"'],
    [[], '[]'],
    [[1, [2n, 'x']], '[1,[2n,"x"]]'],
    [{}, '{}'],
    [{ b: 1, a: [null], A: { z: 0 } }, '{"A":{"z":0},"a":[null],"b":1}'],
    [{ a: undefined, b: 1, c: undefined }, '{"b":1}'],
    [{ '\u{1f600}': 1, '\uff5e': 2 }, '{"\uff5e":2,"\u{1f600}":1}'],
    [JSON.parse('{"__proto__":1,"constructor":2}'), '{"__proto__":1,"constructor":2}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [new Map(), 'map[]'],
    [
      new Map<unknown, unknown>([
        ['b', 1],
        ['a', 2n],
        [3, {}],
      ]),
      'map[["a",2n],["b",1],[3,{}]]',
    ],
    [new Map([[{ a: 1 }, 'x']]), 'map[[{"a":1},"x"]]'],
  ])('%o is %s', (value, text) => {
    expect(canonicalText(value)).toBe(text);
  });

  test('a value may stand in two places, as long as it is not inside of itself', () => {
    const shared = { a: 1 };
    expect(canonicalText([shared, shared, { shared }])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
  });

  test('nests as deep as the limit', () => {
    let value: unknown = 1;
    for (let i = 0; i < CANONICAL_DEPTH_MAX; i += 1) value = [value];
    expect(canonicalText(value)).toBe('['.repeat(CANONICAL_DEPTH_MAX) + 1 + ']'.repeat(CANONICAL_DEPTH_MAX));
    expect(() => canonicalText([value])).toThrow('expected at most 64 levels of nesting, got an array of 1');
  });
});

describe('what has no canonical text', () => {
  const cyclic: Record<string, unknown> = { a: 1 };
  cyclic.list = [cyclic];
  const NONE = 'a value that has a canonical text';
  const CONTAINER = 'a plain object with named members, an array or a Map';
  test.each<[unknown, string]>([
    [undefined, `value: expected ${NONE}, got undefined`],
    [1.5, 'value: expected a safe integer, got 1.5'],
    [2 ** 53, 'value: expected a safe integer, got 9007199254740992'],
    [Number.NaN, 'value: expected a safe integer, got NaN'],
    [Symbol('s'), `value: expected ${NONE}, got a symbol`],
    [() => 1, `value: expected ${NONE}, got a function`],
    [[1, undefined], `value[1]: expected ${NONE}, got undefined`],
    [new Array(2), `value[0]: expected ${NONE}, got undefined`],
    [new Map([['k', undefined]]), `value["k"]: expected ${NONE}, got undefined`],
    [new Map([[undefined, 1]]), `value[key]: expected ${NONE}, got undefined`],
    [{ a: [{ 'b c': 0.5 }] }, 'value["a"][0]["b c"]: expected a safe integer, got 0.5'],
    ['\ud800', 'value: expected a string without lone surrogates, got "\\ud800"'],
    [{ '\udc00': 1 }, 'value: expected a string without lone surrogates, got "\\udc00"'],
    [{ [Symbol('s')]: 1 }, `value: expected ${CONTAINER}, got an object`],
    [new Date(0), `value: expected ${CONTAINER}, got a Date`],
    [new Set([1]), `value: expected ${CONTAINER}, got an object`],
    [[new Uint8Array(1)], `value[0]: expected ${CONTAINER}, got an object`],
    [cyclic, 'value["list"][0]: expected a value that does not contain itself, got an object'],
  ])('%o', (value, message) => {
    expect(() => canonicalText(value)).toThrow(TallystickError);
    expect(() => canonicalText(value)).toThrow(expect.objectContaining({ code: 'bad_command', message }));
    expect(() => canonicalBytes(value)).toThrow(message);
  });
});

describe('for all values', () => {
  const atom = fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    0n,
    1n,
    '',
    '0',
    '1',
    '1n',
    'null',
    'a',
    '[]',
  );
  const key = fc.constantFrom('a', 'b', '0', '__proto__', '\uff5e', '\u{1f600}');
  /** Small and shallow, so that equal values are common. */
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 3, arbitrary: atom },
      { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 2 }) },
      {
        weight: 1,
        arbitrary: fc.array(fc.tuple(key, tie('value')), { maxLength: 2 }).map(Object.fromEntries),
      },
      {
        weight: 1,
        arbitrary: fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 2 }).map((x) => new Map(x)),
      },
    ),
  }));

  test('equal texts mean equal values, and the other way round', () => {
    let equal = 0;
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = isDeepStrictEqual(a, b);
        if (same) equal += 1;
        expect(canonicalText(a) === canonicalText(b)).toBe(same);
      }),
      { numRuns: 20_000 },
    );
    expect(equal).toBeGreaterThan(100);
  });

  test('the order in which keys were put in does not matter', () => {
    fc.assert(
      fc.property(value, (a) => {
        expect(canonicalText(turnAround(a))).toBe(canonicalText(a));
      }),
      { numRuns: 5_000 },
    );
  });

  test('the bytes are the UTF-8 of the text', () => {
    fc.assert(
      fc.property(value, (a) => {
        expect(Buffer.from(canonicalBytes(a)).toString('utf8')).toBe(canonicalText(a));
      }),
    );
  });
});

/** The same value with the members of all its objects and Maps put in the other way round. */
function turnAround(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnAround);
  if (value instanceof Map) {
    return new Map([...value].reverse().map(([key, member]) => [turnAround(key), turnAround(member)]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turnAround(member)]),
  );
}
