/** Every malformed value that the credit balance must refuse, by the argument it stands in. */

import type { ErrorCode } from '../../../src/base/error.ts';
import { badAmounts } from './ledger-bank-bad-values.ts';

/** What may be given wrongly; `requestId` is a member of the options of `use`. */
export type CreditArgument = 'userId' | 'creditId' | 'amount' | 'expiryVc' | 'atVc' | 'requestId';

export interface BadArgument {
  readonly argument: CreditArgument;
  readonly code: ErrorCode;
  readonly values: readonly unknown[];
}

const notAnId = ['', 7, 7n, null, undefined, true, {}, ['u'], '\ud800', 'x\udc00y'];

const badCounters = [
  -1,
  -1n,
  1.5,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 53,
  '1',
  '',
  null,
  undefined,
  true,
  {},
  [1],
  { b: 1 },
];

/** Malformed wherever a clock stands; `null` is added where it does not mean "never expires". */
const notAClock: readonly unknown[] = [
  ...badCounters.map((counter) => ({ a: counter })),
  ...badCounters.map((counter) => new Map([['a', counter]])),
  { a: 1, b: -1 },
  { a: { a: 1 } },
  new Map<unknown, unknown>([[1, 1]]),
  new Map<unknown, unknown>([[null, 1]]),
  [],
  [1, 2],
  [['a', 1]],
  undefined,
  '',
  'a:1',
  '{"a":1}',
  5,
  5n,
  Number.NaN,
  true,
  () => 1,
  new Date(5),
  new Set(['a']),
];

export const badArguments: readonly BadArgument[] = [
  { argument: 'userId', code: 'bad_id', values: notAnId },
  { argument: 'creditId', code: 'bad_id', values: notAnId },
  {
    argument: 'amount',
    code: 'bad_amount',
    values: badAmounts,
  },
  { argument: 'expiryVc', code: 'bad_clock', values: notAClock },
  { argument: 'atVc', code: 'bad_clock', values: [...notAClock, null] },
  { argument: 'requestId', code: 'bad_id', values: notAnId.filter((value) => value !== undefined) },
];

export function badArgumentsOf(...names: readonly CreditArgument[]): readonly BadArgument[] {
  return badArguments.filter(({ argument }) => names.includes(argument));
}
