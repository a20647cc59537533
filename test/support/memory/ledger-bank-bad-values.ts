import { inspect } from 'node:util';
import type { ErrorCode } from '../../../src/base/error.ts';
import type { Call } from './ledger-bank-calls.ts';

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
  1e21,
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

/** A good call, and the names of its arguments in their order. */
export interface GoodCall {
  readonly call: Call;
  readonly fields: readonly string[];
}

export interface BadCall {
  readonly title: string;
  readonly call: Call;
  readonly field: string;
  readonly value: unknown;
  readonly code: ErrorCode;
}

/** Each good call with each of its arguments replaced by each value that it must refuse. */
export function badCallsOf(goodCalls: readonly GoodCall[]): BadCall[] {
  return goodCalls.flatMap(({ call, fields }) =>
    fields.flatMap((field, index) => {
      const { code, values } = badOf(field);
      return values.map((value): BadCall => {
        const [method, ...args] = call;
        const text = typeof value === 'string' && value.length > 20 ? 'an over-long text' : inspect(value);
        return {
          title: `${method}: ${field} ${text}`,
          call: [method, ...args.with(index, value)],
          field,
          value,
          code,
        };
      });
    }),
  );
}

function badOf(field: string): { readonly code: ErrorCode; readonly values: readonly unknown[] } {
  if (field === 'amount') return { code: 'bad_amount', values: badAmounts };
  if (field === 'ttlMs') return { code: 'bad_timestamp', values: badDurations };
  if (field.startsWith('time')) return { code: 'bad_timestamp', values: badTimestamps };
  return { code: 'bad_id', values: badIds };
}
