/** What no amount may be: the classes take a positive `bigint` or safe integer of at most 64 bits with its sign. */
export const badAmounts: readonly unknown[] = [
  0,
  -0,
  0n,
  -1,
  -5n,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_SAFE_INTEGER + 1,
  Number.MIN_VALUE,
  2n ** 63n,
  -(2n ** 64n),
  '5',
  '',
  null,
  undefined,
  true,
  [5],
  { valueOf: () => 5 },
];

/** What no timestamp may be. */
export const badTimestamps: readonly unknown[] = [
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_SAFE_INTEGER + 1,
  Number.MIN_SAFE_INTEGER - 1,
  '3',
  null,
  undefined,
  true,
  new Date(0),
];

/** What no duration may be: a duration is a timestamp's difference that is not negative. */
export const badDurations: readonly unknown[] = [-1, -0.5, Number.MIN_SAFE_INTEGER, ...badTimestamps];

/** What no id may be: empty, not well-formed, over-long, no string at all. */
export const badIds: readonly unknown[] = [
  '',
  '\ud800',
  'a\udc00b',
  'x'.repeat(1_000_000),
  5,
  5n,
  null,
  undefined,
  ['A'],
  { toString: () => 'A' },
  Symbol('A'),
];
