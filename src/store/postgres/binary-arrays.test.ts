import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresUrl } from '../../../test/support/postgres/postgres-place.ts';
import { amountArray, bytesArray, flagArray, integerArray, textArray, wideArray } from './binary-arrays.ts';

let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: await postgresUrl() });
  await client.connect();
});

afterAll(() => client.end());

/** The elements as the server understands them, each as text. */
async function understood(type: string, array: Buffer): Promise<(string | null)[]> {
  const text = `SELECT x::text FROM unnest($1::${type}[]) WITH ORDINALITY AS u (x, i) ORDER BY i`;
  return (await client.query(text, [array])).rows.map(({ x }) => x);
}

type Make<T> = (values: readonly (T | null)[]) => Buffer;

const cases: [string, fc.Arbitrary<unknown>, Make<never>, (value: never) => string][] = [
  [
    'text',
    // A server keeps no U+0000; stored-text.ts sees to that.
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => text.replaceAll('\0', '-')),
    (values: readonly (string | null)[]) => textArray(values, (value) => value),
    (value: string) => value,
  ],
  [
    'bigint',
    fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-1, 0, 2 ** 32, -(2 ** 32), 2 ** 31, 2 ** 32 - 1)),
    (values: readonly (number | null)[]) => integerArray(values, (value) => value),
    String,
  ],
  [
    'bigint',
    fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n),
    ),
    (values: readonly (bigint | null)[]) => amountArray(values, (value) => value),
    String,
  ],
  [
    'numeric',
    fc.oneof(
      fc.bigInt(),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      fc.integer().map(BigInt),
      fc
        .nat({ max: 60 })
        .chain((zeros) => fc.constantFrom(10n ** BigInt(zeros), -(10n ** BigInt(zeros)) + 1n)),
      fc.constantFrom(2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 9_999n, 10_000n, -10_001n, 0n),
    ),
    (values: readonly (bigint | null)[]) => wideArray(values, (value) => value),
    String,
  ],
  [
    'boolean',
    fc.boolean(),
    (values: readonly (boolean | null)[]) => flagArray(values, (value) => value),
    String,
  ],
  [
    'bytea',
    fc.uint8Array({ maxLength: 80 }),
    (values: readonly (Uint8Array | null)[]) => bytesArray(values, (value) => value),
    (value: Uint8Array) => `\\x${Buffer.from(value).toString('hex')}`,
  ],
] as never;

test.each(cases)(
  'an array of %s, nulls among them, is what the server understands',
  async (type, values, make, show) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(values, { nil: null }), { maxLength: 30 }), async (list) => {
        const expected = list.map((value) => (value === null ? null : show(value as never)));
        expect(await understood(type, make(list as never))).toEqual(expected);
      }),
      { numRuns: 120 },
    );
  },
);

test('room grows for texts that are longer than most, and for those of three bytes a unit', async () => {
  const texts = ['x'.repeat(100_000), '\uffff'.repeat(50_000), '', '\u{1f600}'.repeat(20_000)];
  expect(
    await understood(
      'text',
      textArray(texts, (text) => text),
    ),
  ).toEqual(texts);
});

test.each([
  ['an amount of 64 bits and one', () => amountArray([2n ** 63n], (value) => value)],
  ['an amount below 64 bits', () => amountArray([-(2n ** 63n) - 1n], (value) => value)],
  ['an integer that is not safe', () => integerArray([2 ** 54], (value) => value)],
  ['half an integer', () => integerArray([0.5], (value) => value)],
  ['no number', () => integerArray([Number.NaN], (value) => value)],
  ['a column that is missing', () => integerArray([{}], (row: { seq?: number }) => row.seq as number)],
  ['a flag that is missing', () => flagArray([{}], (row: { is?: boolean }) => row.is as boolean)],
])('%s is our own bug, and is never written as something else', (_, make) => {
  expect(make).toThrow(/bug in tallystick/);
});

test('the arrays of a batch share their bytes, and each stays as it was made', async () => {
  const short = Array.from({ length: 40 }, (_, n) => Array.from({ length: 20 }, (_, i) => `${n} ${i}`));
  const lists = [
    ...short,
    [],
    ['x'.repeat(200_000), 'y'],
    [],
    ...short,
    Array.from({ length: 3_000 }, String),
  ];
  const arrays = lists.map((list) => textArray(list, (value) => value));
  for (const [i, list] of lists.entries())
    expect(await understood('text', arrays[i] ?? Buffer.of())).toEqual(list);
  // Two, where what the ones before have left is too small.
  expect(new Set(arrays.slice(0, short.length).map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(2);
});

test('an array that is refused leaves the others as they are', async () => {
  const before = integerArray([1, 2], (value) => value);
  expect(() => integerArray([3, 0.5], (value) => value)).toThrow('an integer is kept exactly');
  const after = integerArray([4], (value) => value);
  expect([await understood('bigint', before), await understood('bigint', after)]).toEqual([
    ['1', '2'],
    ['4'],
  ]);
});
