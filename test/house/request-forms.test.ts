import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../src/base/canonical-bytes.ts';
import { checkCommand, checkRequest } from '../../src/commands/check-command.ts';
import { type CommandKind, ENTRIES } from '../../src/commands/command-table.ts';
import { dateRequest } from '../../src/engine/commit/date-request.ts';
import { requestText } from '../../src/engine/text/request-text.ts';
import { Book } from '../../src/kernel/book.ts';
import { GOOD_COMMANDS } from '../support/kernel/book-good-commands.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const KINDS = [...ENTRIES.keys()] as readonly CommandKind[]; // Those of that very table.

/** What every kind of command has, in its one form for all of them. */
const COMMON = ['id', 'effectiveAt', 'reference', 'metadata', 'private'];

test('there is a good command of each kind, with every field that it may have', () => {
  for (const [kind, entry] of ENTRIES) {
    const fields = Object.keys(entry.fields);
    const { needed, optional, instead } = GOOD_COMMANDS[kind] ?? { needed: {}, optional: {} };
    const named = Object.keys({ ...needed, ...optional, ...instead?.fields }).filter(
      (name) => !COMMON.includes(name),
    );
    expect(named.sort()).toEqual(fields.sort());
  }
  expect(Object.keys(GOOD_COMMANDS).sort()).toEqual([...KINDS].sort());
});

/** What any optional field might be given, that one may take for what holds without it above all. */
const VALUES: readonly unknown[] = [
  null,
  false,
  true,
  0,
  0n,
  1,
  3,
  5,
  3n,
  -1n,
  {},
  { b: '1', a: '2' },
  { a: '2', b: '1' },
  { a: '2' },
  'world',
  'b',
  'p1',
  'source',
  [],
  ['OLDEST_FIRST'],
  ['OLDEST_FIRST', 'ID_ASC'],
  ['OLDEST_FIRST', 'RECENT_FIRST', 'ID_ASC', 'ID_DESC'],
  ['RECENT_FIRST'],
  ['RECENT_FIRST', 'ID_ASC'],
  ['OLDEST_FIRST', 'ID_DESC'],
  ['ID_ASC'],
  ['ID_ASC', 'OLDEST_FIRST'],
  ['ID_DESC'],
  ['LARGEST_REMAINING_FIRST'],
  ['SMALLEST_REMAINING_FIRST', 'RECENT_FIRST'],
  ['SMALLEST_REMAINING_FIRST'],
  ['RANK_FIRST'],
  ['RANK_FIRST', 'ID_ASC'],
  ['RANK_FIRST', 'OLDEST_FIRST'],
];

const LIMIT = { name: 'out', direction: 'out', amount: 9n, perMs: 5 };

/** Values of fields to which those above say nothing: payments that there are, ends that are not over, words. */
const VALUES_OF: Readonly<Record<string, readonly unknown[]>> = {
  payments: [['p1'], ['p2'], ['p1', 'p2'], ['p2', 'p1'], ['p4', 'p1', 'p2']],
  expiresAt: [null, 10, 11],
  limits: [[], [LIMIT], [{ ...LIMIT, count: 2 }]],
  order: ['rank-lex-id/v1', 'priority-expiry/v1'],
  startsAt: [10, 11, 12],
  frozen: [null, 'debits', 'all'],
  openedAt: [-9, -1, 5],
  grantedToLife: [1, 2],
  every: [
    { days: 1 },
    { days: 7 },
    { weeks: 1 },
    { months: 1 },
    { day: -1, months: 1 },
    { months: 1, day: -1 },
  ],
  until: [9, 10, 9e10],
  count: [1, 2],
  zone: ['UTC', 'Europe/Berlin', 'Asia/Tokyo'],
  skipDates: [[], ['1970-03-01'], ['1970-03-01', '1970-02-01'], ['1970-02-01', '1970-03-01', '1970-02-01']],
  roll: ['none', 'forward', 'back'],
  ...{ missed: ['all', 'last', 'none'], missedAfterMs: [0, 3_600_000] },
  retry: [1, 2].map((times) => ({ times, everyMs: 5 })),
};

/** A book in which a command of any kind may be accepted; no two seeds have the same amounts, targets and payments. */
function someBook(seed: number): Book {
  const choose = new SeededChoices(seed);
  const book = new Book();
  const run = (command: object): void => {
    book.run(checkCommand({ effectiveAt: 0, ...command }));
  };
  const amount = (): bigint => BigInt(3 + choose.below(4));
  for (const account of ['a', 'b', 'c']) run({ kind: 'open_account', account, asset: 'GBP/2', floor: null });
  run({
    kind: 'hold',
    hold: 'h',
    account: 'a',
    amount: amount(),
    expiresAt: null,
    to: choose.pick(['world', 'b', 'c']),
  });
  run({ kind: 'offer', offer: 'o', from: 'c', to: 'b', amount: amount(), expiresAt: null });
  for (const payment of ['p1', 'p2', 'p3', 'p4']) {
    const order = {
      from: choose.pick(['world', 'b', 'c']),
      group: choose.pick(['world', 'b', 'p1']),
      ...(choose.chance(30) ? {} : { rank: choose.below(3) }),
    };
    run({ kind: 'pay', payment, account: 'a', amount: amount(), effectiveAt: choose.below(3), ...order });
  }
  const order = seed % 2 === 0 ? {} : { order: 'priority-expiry/v1' };
  run({ kind: 'grant', credit: 'c1', account: 'a', amount: amount(), expiry: { n: 9 }, ...order });
  run({ kind: 'transfer', from: 'world', to: 'a', amount: 5n });
  run({ kind: 'transfer', id: 't', from: 'a', to: 'b', amount: amount() });
  return book;
}

const MEANT: Readonly<Record<string, object>> = {
  open_account: { account: 'new', asset: 'GBP/2' },
  update_account: { account: 'a', floor: 15n },
  close_account: { account: 'c' },
  post: {
    entries: [
      { account: 'a', amount: 1n },
      { account: 'b', amount: -1n },
    ],
  },
  distribute: {
    from: [{ account: 'a' }],
    to: [
      { account: 'b', share: 3 },
      { account: 'c', rest: true },
    ],
    amount: 9n,
  },
  transfer: { from: 'a', to: 'b', amount: 1n },
  hold: { hold: 'h2', account: 'a', amount: 2n, expiresAt: null },
  capture: { hold: 'h' },
  adjust_hold: { hold: 'h' },
  release: { hold: 'h' },
  offer: { offer: 'o2', from: 'a', to: 'b', amount: 1n, expiresAt: null },
  accept: { offer: 'o', account: 'b' },
  cancel: { offer: 'o', account: 'c' },
  decline: { offer: 'o', account: 'b' },
  merge: { into: 'a', from: 'c' },
  pay: { payment: 'p5', account: 'a', amount: 1n },
  refund: { refund: 'r', account: 'a', amount: 5n },
  grant: { credit: 'c2', account: 'a', amount: 1n, expiry: null },
  spend: { account: 'a', amount: 1n, clock: { n: 1 } },
  expire_credits: { account: 'a', clock: { n: 9 } },
  void_credit: { grantedTo: 'a', credit: 'c1' },
  extend_credit: { grantedTo: 'a', credit: 'c1', expiry: { n: 99 } },
  schedule: {
    ...{ schedule: 's', command: { kind: 'transfer', from: 'a', to: 'b', amount: 1n }, executeAt: 9 },
    ...{ every: { months: 1 }, skipDates: ['1970-02-01'], missed: 'last' },
  },
  reverse: { transaction: 't' },
  start_purses: {},
  record_import: { source: 's', fileHash: 'f', mappingHash: 'm', rows: 2, firstAt: 1, lastAt: null },
};

/** What an optional field is given beside another one, where that may decide nothing then. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  open_account: { floor: [null, 5n], ceiling: [5n], limits: [[LIMIT]] },
  update_account: {
    floor: [null],
    ceiling: [null, 99n],
    limits: [[], [LIMIT]],
    frozen: ['all', null],
    asIs: [true],
  },
  capture: { amount: [1n, 4n], final: [true], over: [true], to: ['c'], force: [true], payment: ['new'] },
  adjust_hold: { amount: [4n], expiresAt: [null, 20] },
  pay: { from: ['b'], group: ['b'], rank: [1] },
  refund: {
    payment: ['p1'],
    payments: [['p1'], ['p1', 'p2']],
    group: ['b'],
    rules: [['ID_DESC']],
    to: ['c', 'source'],
    proRata: [true],
  },
  grant: { startsAt: [9, 8], priority: [50], order: ['priority-expiry/v1'] },
  spend: { to: ['b'], amount: [4n], atMost: [true] },
};

function isTaken(command: object): boolean {
  try {
    checkCommand({ ...command, effectiveAt: 9 });
    return true;
  } catch {
    return false;
  }
}

const BOOKS = Array.from({ length: 40 }, (_, seed) => someBook(seed));

/** What a command comes to in many books: two commands mean the same exactly when they come to the same everywhere. */
function meaningOf(command: object): string {
  const checked = dateRequest(checkRequest({ ...command, effectiveAt: 9 }), 9);
  const outcomes = BOOKS.map((book) => {
    book.begin();
    const outcome = book.run(checked);
    book.rollback();
    return outcome;
  });
  return canonicalText(
    outcomes.map((outcome) => ('events' in outcome ? outcome : { ...outcome, events: [] })),
  );
}

function textIn(command: object): string {
  return requestText(checkRequest({ ...command, effectiveAt: 9 }));
}

const OPTIONAL = KINDS.flatMap((kind) =>
  Object.entries(ENTRIES.get(kind)?.fields ?? {}).flatMap(([field, { defaultsTo }]) =>
    defaultsTo === undefined ? [] : [[kind, field] as const],
  ),
);

test.each(OPTIONAL)(
  '%s: values of its %s have the same text exactly when they mean the same',
  (kind, field) => {
    const exclusive = ENTRIES.get(kind)?.exclusive ?? [];
    const others = Object.entries(BESIDE[kind] ?? {}).filter(
      ([other]) => other !== field && !(exclusive.includes(other) && exclusive.includes(field)),
    );
    const values = VALUES_OF[field] ?? VALUES;
    const besides = others.flatMap(([other, said]) => said.map((value) => ({ [other]: value })));
    for (const beside of [{}, ...besides]) {
      const other = ENTRIES.get(kind)?.belongsTo?.[field];
      const meant: object = MEANT[kind] ?? {};
      const of = other === undefined || other in meant ? {} : { [other]: 'new' };
      const without = { kind, ...meant, ...of, ...beside };
      const given = values.map((value) => ({ ...without, [field]: value })).filter(isTaken);
      expect(given.length).toBeGreaterThan(0);
      const texts = new Map<string, string>();
      for (const command of [without, ...given]) {
        const meaning = meaningOf(command);
        const text = textIn(command);
        expect(text).toBe(texts.get(meaning) ?? text);
        texts.set(meaning, text);
      }
      expect(new Set(texts.values()).size).toBe(texts.size);
    }
  },
);

/** The same data with the members of every object in another order, amounts that fit as numbers, and clocks as Maps. */
function writtenAnotherWay(value: unknown, choose: SeededChoices, name = ''): unknown {
  if (typeof value === 'bigint') return choose.chance(50) ? value : Number(value);
  if (Array.isArray(value)) return value.map((item) => writtenAnotherWay(item, choose));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    writtenAnotherWay(member, choose, key),
  ]);
  for (let i = members.length - 1; i > 0; i -= 1) {
    const j = choose.below(i + 1);
    [members[i], members[j]] = [members[j] ?? ['', 0], members[i] ?? ['', 0]];
  }
  if ((name === 'clock' || name === 'expiry') && choose.chance(50))
    return new Map<string, unknown>([...members, ['z', 0]]);
  if (choose.chance(30) && 'kind' in value && !('metadata' in value)) members.push(['metadata', undefined]);
  return Object.fromEntries(members);
}

describe('the same request written another way', () => {
  const single = fc
    .constantFrom(...KINDS)
    .map((kind) => ({ kind, ...GOOD_COMMANDS[kind]?.needed, ...GOOD_COMMANDS[kind]?.optional }));
  const { command } = fc.letrec((tie) => ({
    command: fc.oneof(
      { maxDepth: 4 },
      single,
      fc.record({ kind: fc.constant('atomic'), commands: fc.array(tie('command'), { maxLength: 4 }) }),
    ),
  }));

  test('has the same text, in groups of any depth too', () => {
    fc.assert(
      fc.property(command, fc.nat(), (asked, seed) => {
        const again = writtenAnotherWay(asked, new SeededChoices(seed));
        expect(requestText(checkRequest(again))).toBe(requestText(checkRequest(asked)));
      }),
    );
  });
});
