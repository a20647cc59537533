/** What is wrong for each field of a command. */
import type { ErrorCode } from '../../../src/base/error.ts';
import { ID_LENGTH_MAX, METADATA_BYTES_MAX, METADATA_MEMBERS_MAX } from '../../../src/base/limits.ts';

export interface BadValue {
  readonly value: unknown;
  readonly code: ErrorCode;
  /** Where the error points, after the field's own name: `[1].amount`, for one inside of it. */
  readonly inside?: string;
}

const bad = (code: ErrorCode, values: readonly unknown[]): BadValue[] =>
  values.map((value) => ({ value, code }));

/** A list with nothing in its middle, not even undefined. */
export function withHole(first: unknown, last: unknown): unknown[] {
  return Object.assign(new Array(3), { 0: first, 2: last });
}

const BAD_IDS = bad('bad_id', ['', 5, null, ['a'], '\ud800', 'x'.repeat(ID_LENGTH_MAX + 1)]);
const BAD_AMOUNTS = bad('bad_amount', [-1n, 1.5, Number.NaN, '5', null, 2n ** 63n, 2 ** 53, true]);
const NOT_POSITIVE = [...BAD_AMOUNTS, ...bad('bad_amount', [0, 0n])];
const BAD_FLAGS = bad('bad_command', [1, 'true', null]);
const BAD_LIMITS = bad('bad_amount', [1.5, '5', 2n ** 63n, -(2n ** 63n) - 1n, {}]);
const BAD_MOMENTS = bad('bad_timestamp', [0.5, '5', 5n, Number.POSITIVE_INFINITY, 2 ** 53, {}]);
const BAD_OR_NO_MOMENTS = [...BAD_MOMENTS, ...bad('bad_timestamp', [null])];
const BAD_CLOCKS: readonly BadValue[] = [
  ...bad('bad_clock', ['n', 5, [['n', 1]], new Date(0)]),
  { value: { n: -1 }, code: 'bad_clock', inside: '["n"]' },
  { value: { n: 0.5 }, code: 'bad_clock', inside: '["n"]' },
  { value: new Map([['n', '1']]), code: 'bad_clock', inside: '["n"]' },
  { value: { n: 10n ** 20n }, code: 'bad_clock', inside: '["n"]' },
  { value: { m: 1, n: 10n ** 4_000n }, code: 'bad_clock', inside: '["n"]' },
];
const ENTRY = { account: 'a', amount: 5n };
const LIMIT = { name: 'daily', direction: 'in', perMs: 1, amount: 0n };
const manyNames = Array.from({ length: METADATA_MEMBERS_MAX + 1 }, (_, i) => [`name${i}`, '']);
/** The same text, half of it in each of two members. */
const halves = (text: string): object => ({
  a: text.slice(text.length / 2),
  b: text.slice(0, text.length / 2),
});
// Names and texts count together, in bytes: three for each of these, and one for its name.
const longText = '\u20ac'.repeat(Math.ceil(METADATA_BYTES_MAX / 3));

const SOURCE = { account: 'a' };
const SHARE = { account: 'c', share: 7 };
const BAD_SOURCES: readonly BadValue[] = [
  ...bad('bad_command', [[], {}, null, 'a', Array.from({ length: 501 }, () => SOURCE)]),
  { value: [SOURCE, null], code: 'bad_command', inside: '[1]' },
  { value: [{}], code: 'bad_id', inside: '[0].account' },
  { value: [SOURCE, { account: 'a', atMost: -1n }], code: 'bad_amount', inside: '[1].atMost' },
  { value: [{ ...SOURCE, amount: 1n }], code: 'bad_command', inside: '[0].amount' },
  { value: withHole(SOURCE, SOURCE), code: 'bad_command', inside: '[1]' },
];
const BAD_TARGETS: readonly BadValue[] = [
  ...bad('bad_command', [[], {}, null, 'a', Array.from({ length: 501 }, () => SHARE)]),
  // One of seven parts is nobody's.
  ...bad('bad_command', [[{ ...SHARE, share: 6 }]]),
  ...bad('bad_command', [
    [
      { account: 'c', rest: true },
      { account: 'd', rest: true },
    ],
  ]),
  { value: [SHARE, 5], code: 'bad_command', inside: '[1]' },
  { value: [{ share: 7 }], code: 'bad_id', inside: '[0].account' },
  { value: [{ account: 'c' }], code: 'bad_command', inside: '[0]' },
  { value: [{ ...SHARE, rest: true }], code: 'bad_command', inside: '[0]' },
  { value: [{ ...SHARE, amount: 0n }], code: 'bad_command', inside: '[0]' },
  { value: [{ account: 'c', share: 0.5 }], code: 'bad_command', inside: '[0].share' },
  { value: [{ account: 'c', share: 2 ** 53 }], code: 'bad_command', inside: '[0].share' },
  { value: [{ account: 'c', share: 7n }], code: 'bad_command', inside: '[0].share' },
  { value: [{ account: 'c', amount: -1n }], code: 'bad_amount', inside: '[0].amount' },
  { value: [{ account: 'c', rest: false }], code: 'bad_command', inside: '[0].rest' },
  { value: [{ ...SHARE, atMost: 1n }], code: 'bad_command', inside: '[0].atMost' },
];

const MOVE = { kind: 'transfer', from: 'a', to: 'b', amount: 1n };
const BAD_SCHEDULED: readonly BadValue[] = [
  ...bad('bad_command', [null, 'transfer', [], [MOVE]]),
  // Nobody has money in it.
  { value: { kind: 'post', entries: [{ account: 'world', amount: 1n }] }, code: 'bad_command' },
  { value: {}, code: 'bad_command', inside: '.kind' },
  { value: { kind: 'merge', into: 'a', from: 'b' }, code: 'bad_command', inside: '.kind' },
  {
    value: { kind: 'schedule', schedule: 's', command: MOVE, executeAt: 9 },
    code: 'bad_command',
    inside: '.kind',
  },
  { value: { ...MOVE, amount: 0n }, code: 'bad_amount', inside: '.amount' },
  { value: { kind: 'transfer', from: 'a', to: 'b' }, code: 'bad_amount', inside: '.amount' },
  { value: { ...MOVE, to: '' }, code: 'bad_id', inside: '.to' },
  { value: { ...MOVE, force: true }, code: 'bad_command', inside: '.force' },
  { value: { ...MOVE, id: 't' }, code: 'bad_command', inside: '.id' },
  { value: { ...MOVE, effectiveAt: 9 }, code: 'bad_command', inside: '.effectiveAt' },
  { value: { ...MOVE, reference: 'r' }, code: 'bad_command', inside: '.reference' },
  { value: { ...MOVE, expect: [] }, code: 'bad_command', inside: '.expect' },
];

const BAD_TEXTS: readonly BadValue[] = [
  ...bad('bad_command', ['name', null, ['name'], new Map(), Object.fromEntries(manyNames)]),
  ...bad('bad_command', [{ name: longText }, { [longText]: '' }, halves(longText)]),
  { value: { name: 5 }, code: 'bad_command', inside: '.name' },
  { value: { name: undefined }, code: 'bad_command', inside: '.name' },
  { value: { name: '\udc00' }, code: 'bad_command', inside: '.name' },
];

/** What is wrong for a field, whatever the command; `pay` and `refund` allow the amount 0. */
export const BAD_VALUES: Readonly<Record<string, readonly BadValue[]>> = {
  effectiveAt: BAD_OR_NO_MOMENTS,
  expiresAt: BAD_MOMENTS,
  id: BAD_IDS,
  account: BAD_IDS,
  schedule: BAD_IDS,
  executeAt: BAD_OR_NO_MOMENTS,
  command: BAD_SCHEDULED,
  every: [
    ...bad('bad_command', [null, 1, 'month', [], {}, { day: -1 }]),
    { value: { months: 0 }, code: 'bad_command', inside: '.months' },
    { value: { months: 1n }, code: 'bad_command', inside: '.months' },
    { value: { days: 10_001 }, code: 'bad_command', inside: '.days' },
    { value: { days: 1, weeks: 1 }, code: 'bad_command', inside: '.weeks' },
    { value: { hours: 1 }, code: 'bad_command', inside: '.hours' },
    { value: { days: 1, day: -1 }, code: 'bad_command', inside: '.day' },
    { value: { months: 1, day: 31 }, code: 'bad_command', inside: '.day' },
  ],
  until: [...BAD_OR_NO_MOMENTS, ...bad('bad_command', [8])],
  count: bad('bad_command', [-1, 0, 1.5, 2 ** 53, '1', 1n, null]),
  zone: [...BAD_IDS, ...bad('bad_command', ['Mars/Olympus'])],
  skipDates: [
    ...bad('bad_command', [null, '2026-12-25', {}, Array.from({ length: 1_001 }, () => '2026-12-25')]),
    { value: ['2026-12-25', '2026-02-29'], code: 'bad_command', inside: '[1]' },
    { value: [20_261_225], code: 'bad_command', inside: '[0]' },
    { value: withHole('2026-12-25', '2026-12-26'), code: 'bad_command', inside: '[1]' },
  ],
  ...{ roll: bad('bad_command', ['up', '', null, true]), missed: bad('bad_command', ['some', '', null, 1]) },
  retry: [
    ...bad('bad_command', [null, 3, '3x/1h', [], new Map()]),
    { value: {}, code: 'bad_command', inside: '.everyMs' },
    { value: { everyMs: 0, times: 1 }, code: 'bad_command', inside: '.everyMs' },
    { value: { everyMs: 2 ** 53, times: 1 }, code: 'bad_command', inside: '.everyMs' },
    { value: { everyMs: 5n, times: 1 }, code: 'bad_command', inside: '.everyMs' },
    { value: { everyMs: 5 }, code: 'bad_command', inside: '.times' },
    { value: { everyMs: 5, times: 0 }, code: 'bad_command', inside: '.times' },
    { value: { everyMs: 5, times: 1_001 }, code: 'bad_command', inside: '.times' },
    { value: { everyMs: 5, times: 1, until: 9 }, code: 'bad_command', inside: '.until' },
  ],
  missedAfterMs: bad('bad_timestamp', [-1, 0.5, '5', 5n, null, 2 ** 53]),
  hold: BAD_IDS,
  offer: BAD_IDS,
  from: BAD_IDS,
  to: BAD_IDS,
  into: BAD_IDS,
  payment: BAD_IDS,
  refund: BAD_IDS,
  credit: BAD_IDS,
  transaction: BAD_IDS,
  reference: BAD_IDS,
  asset: bad('bad_command', ['', 'GBP', 'gbp/2', 'GBP/19', 'GBP/02', 'GBP/-1', 'A'.repeat(17), 5, null]),
  amount: BAD_AMOUNTS,
  positive: NOT_POSITIVE,
  ...{ floor: BAD_LIMITS, ceiling: BAD_LIMITS },
  ...{ source: BAD_IDS, fileHash: BAD_IDS, mappingHash: BAD_IDS },
  rows: bad('bad_command', [-1, 1.5, 2 ** 53, '1', 1n, null]),
  ...{ before: BAD_OR_NO_MOMENTS, openedAt: BAD_OR_NO_MOMENTS },
  ...{ firstAt: BAD_MOMENTS, lastAt: BAD_MOMENTS },
  frozen: bad('bad_command', ['credits', '', true, 0, ['all'], {}]),
  ...{ asIs: BAD_FLAGS, final: BAD_FLAGS, over: BAD_FLAGS, force: BAD_FLAGS },
  ...{ proRata: BAD_FLAGS, atMost: BAD_FLAGS },
  grantedTo: BAD_IDS,
  grantedToLife: bad('bad_command', [-1, 0, 1.5, 2 ** 53, '1', 1n, null]),
  group: BAD_IDS,
  rank: bad('bad_command', [-1, 1.5, 2 ** 53, '1', 1n, null]),
  priority: bad('bad_command', [-1, 1.5, 2 ** 53, '1', 1n, null]),
  startsAt: BAD_OR_NO_MOMENTS,
  order: bad('bad_command', ['', 'rank-lex-id', 'priority-expiry/v2', null, 1, true, []]),
  payments: [
    ...bad('bad_command', [[], {}, null, 'p', Array.from({ length: 1_001 }, (_, i) => `p${i}`)]),
    { value: ['p', 'q', 'p'], code: 'bad_command', inside: '[2]' },
    { value: ['p', ''], code: 'bad_id', inside: '[1]' },
    { value: withHole('p', 'q'), code: 'bad_id', inside: '[1]' },
  ],
  expiry: BAD_CLOCKS,
  clock: [...BAD_CLOCKS, ...bad('bad_clock', [null])],
  rules: [
    ...bad('bad_rule', ['ID_ASC', null, { length: 1 }]),
    { value: ['ID_ASC', 'NEWEST'], code: 'bad_rule', inside: '[1]' },
    { value: withHole('ID_ASC', 'RECENT_FIRST'), code: 'bad_rule', inside: '[1]' },
  ],
  limits: [
    ...bad('bad_command', [
      {},
      null,
      'daily',
      Array.from({ length: 9 }, (_, i) => ({ ...LIMIT, name: `l${i}` })),
    ]),
    { value: [LIMIT, null], code: 'bad_command', inside: '[1]' },
    { value: withHole(LIMIT, LIMIT), code: 'bad_command', inside: '[1]' },
    { value: [LIMIT, LIMIT], code: 'bad_command', inside: '[1].name' },
    { value: [{ ...LIMIT, name: '' }], code: 'bad_id', inside: '[0].name' },
    { value: [{ ...LIMIT, direction: 'both' }], code: 'bad_command', inside: '[0].direction' },
    { value: [{ ...LIMIT, amount: -1n }], code: 'bad_amount', inside: '[0].amount' },
    { value: [{ ...LIMIT, amount: undefined }], code: 'bad_command', inside: '[0]' },
    { value: [{ ...LIMIT, count: 1.5 }], code: 'bad_command', inside: '[0].count' },
    { value: [{ ...LIMIT, perMs: 0 }], code: 'bad_command', inside: '[0].perMs' },
    { value: [{ ...LIMIT, perMs: 1e12 + 1 }], code: 'bad_command', inside: '[0].perMs' },
    { value: [{ ...LIMIT, colour: 'red' }], code: 'bad_command', inside: '[0].colour' },
  ],
  'distribute.from': BAD_SOURCES,
  'distribute.to': BAD_TARGETS,
  // Shares are one part in all.
  of: bad('bad_command', [-1, 0, 1.5, 2 ** 53, '1', 1n, null]),
  metadata: BAD_TEXTS,
  private: BAD_TEXTS,
  entries: [
    ...bad('bad_command', [[], {}, null, 'a', Array.from({ length: 1_001 }, () => ENTRY)]),
    { value: [ENTRY, null], code: 'bad_command', inside: '[1]' },
    { value: [ENTRY, 5], code: 'bad_command', inside: '[1]' },
    { value: [ENTRY, { amount: 5n }], code: 'bad_id', inside: '[1].account' },
    { value: [{ account: 'a' }], code: 'bad_amount', inside: '[0].amount' },
    { value: [{ account: 'a', amount: 0n }], code: 'bad_amount', inside: '[0].amount' },
    { value: [{ ...ENTRY, asset: 'GBP' }], code: 'bad_command', inside: '[0].asset' },
    { value: [{ ...ENTRY, colour: 'red' }], code: 'bad_command', inside: '[0].colour' },
    { value: withHole(ENTRY, ENTRY), code: 'bad_command', inside: '[1]' },
  ],
};

/** What is wrong for a field of a kind of command. */
export function badValuesOf(kind: string, field: string): readonly BadValue[] {
  const allowsZero = kind === 'pay' || kind === 'refund';
  const values =
    BAD_VALUES[`${kind}.${field}`] ?? BAD_VALUES[field === 'amount' && !allowsZero ? 'positive' : field];
  if (values === undefined) throw new Error(`nothing is wrong for the field ${field} of ${kind}`);
  return values;
}
