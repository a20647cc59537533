import fc from 'fast-check';
import type { Column } from '../../src/store/row-columns.ts';
import { ROW_KINDS, type RowKindName, type StoredRows } from '../../src/store/row-kinds.ts';

/** Text that has been taken for other text somewhere: by affinity, collation, normalization, quoting or ending. */
export const ODD_TEXTS: readonly string[] = [
  '\u0000',
  'a\u0000b',
  'a\u0000c',
  "o'hare",
  '"quoted"',
  'back\\slash',
  '\\u0000',
  '%',
  '_',
  ' ',
  'a ',
  'A',
  '\u00e9',
  'e\u0301',
  '\u00df',
  'ss',
  '\ue000',
  '\uff5e',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '\u{10ffff}',
  '1',
  '01',
  '1e3',
  '-0',
  '9223372036854775807',
  'null',
  '__proto__',
  'constructor',
  'line\r\nbreak\ttab',
  'x'.repeat(256),
  '\u{1f600}'.repeat(128),
  `${'\uffff'.repeat(255)}a`,
];

export const AMOUNT_MAX = 2n ** 63n - 1n;
export const AMOUNT_MIN = -(2n ** 63n);
const ODD_AMOUNTS = [AMOUNT_MAX, AMOUNT_MIN, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, 1n, -1n];
const ODD_WIDES = [AMOUNT_MAX + 1n, AMOUNT_MIN - 1n, 2n ** 64n, -(2n ** 200n), 10n ** 30n, ...ODD_AMOUNTS];
const ODD_INTEGERS = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, -(2 ** 31) - 1, 0, -1];

/** Mostly few and short, so that they meet again. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', 'c') },
  { weight: 2, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
);

export const integers: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_INTEGERS) },
);

const amounts = fc.oneof(fc.bigInt({ min: -2n, max: 3n }), fc.constantFrom(...ODD_AMOUNTS));
export const wides = fc.oneof(amounts, fc.constantFrom(...ODD_WIDES), fc.bigInt());

const TYPES: { readonly [T in Column['type']]: fc.Arbitrary<unknown> } = {
  text: texts,
  integer: integers,
  amount: amounts,
  wide: wides,
  flag: fc.boolean(),
};

function valuesOf({ type, isNullable }: Column): fc.Arbitrary<unknown> {
  return isNullable ? fc.option(TYPES[type], { nil: null, freq: 2 }) : TYPES[type];
}

export function columnsOf(kind: RowKindName): [string, Column][] {
  return Object.entries(ROW_KINDS[kind].columns);
}

/** Rows of a kind, column by column as its descriptor says. */
export function rowsOf<K extends RowKindName>(kind: K): fc.Arbitrary<StoredRows[K]> {
  const columns = columnsOf(kind).map(([name, column]) => [name, valuesOf(column)] as const);
  const { key, made } = ROW_KINDS[kind];
  // By its key, since it never changes while a row has that.
  const momentOf = (row: object): number =>
    JSON.stringify(key.map((name) => Reflect.get(row, name))).length % 5;
  const rows = fc
    .record(Object.fromEntries(columns), { noNullPrototype: true })
    .map((row) =>
      made === undefined || key.includes(made as never) ? row : { ...row, [made]: momentOf(row) },
    );
  return rows as unknown as fc.Arbitrary<StoredRows[K]>; // One value of its type for each column.
}

/** A row of a kind with the least, or the greatest, value in every column, or null wherever it can be. */
export function extremeRow<K extends RowKindName>(
  kind: K,
  which: 'least' | 'greatest' | 'null',
): StoredRows[K] {
  const least: Record<Column['type'], unknown> = {
    text: '\u0000',
    integer: Number.MIN_SAFE_INTEGER,
    amount: AMOUNT_MIN,
    wide: -(2n ** 300n),
    flag: false,
  };
  const greatest: Record<Column['type'], unknown> = {
    text: '\u{10ffff}'.repeat(128),
    integer: Number.MAX_SAFE_INTEGER,
    amount: AMOUNT_MAX,
    wide: 2n ** 300n,
    flag: true,
  };
  const columns = columnsOf(kind).map(([name, { type, isNullable }]) => {
    if (which === 'null' && isNullable) return [name, null];
    return [name, which === 'greatest' ? greatest[type] : least[type]];
  });
  return Object.fromEntries(columns);
}
