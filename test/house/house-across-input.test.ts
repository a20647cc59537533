import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { GROUP_COMMANDS_MAX } from '../../src/base/limits.ts';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import type { House } from '../support/house/house-door.ts';
import { rejectionOf } from '../support/house/house-same.ts';

const MOVE = { book: 'a', kind: 'transfer', from: 'world', to: 'x', amount: 1n };
const ENDS = { from: { book: 'a', account: 'x' }, to: { book: 'b', account: 'x' } };
const SENT = { ...ENDS, amount: 1n };
const TOO_MANY = Array.from({ length: GROUP_COMMANDS_MAX }, () => MOVE);

type Bad = readonly [what: string, args: readonly unknown[], says: string | RegExp];

const OF_ATOMIC: readonly Bad[] = [
  ['nothing at all', [], 'commands: expected an array of one or more commands, got undefined'],
  ['no commands', [[]], 'commands: expected an array of one or more commands, got an array of 0'],
  ['no array', [{ 0: MOVE }], /^commands: expected an array of one or more commands, got /],
  ['a hole', [[MOVE, undefined]], 'commands[1]: expected a plain object, got undefined'],
  ['a command that is none', [[MOVE, 'transfer']], 'commands[1]: expected a plain object, got "transfer"'],
  ['no book', [[{ ...MOVE, book: undefined }]], /^commands\[0\]\.book: expected .* got undefined$/],
  ['an empty book', [[MOVE, { ...MOVE, book: '' }]], /^commands\[1\]\.book: expected .* got ""$/],
  ['a book that is no text', [[{ ...MOVE, book: 7 }]], /^commands\[0\]\.book: expected .* got 7$/],
  ['half a character as book', [[{ ...MOVE, book: '\ud800' }]], /^commands\[0\]\.book: expected /],
  ['too long a book', [[{ ...MOVE, book: 'b'.repeat(257) }]], /^commands\[0\]\.book: expected /],
  ['no such kind', [[{ ...MOVE, kind: 'move' }]], /^commands\[0\]\.kind: expected one of .* got "move"$/],
  ['no kind', [[{ book: 'a' }]], /^commands\[0\]\.kind: expected one of .* got undefined$/],
  [
    'a bad amount',
    [[MOVE, { ...MOVE, amount: 0n }]],
    'commands[1].amount: expected a positive integer, got 0n',
  ],
  ['a bad moment', [[{ ...MOVE, effectiveAt: 0.5 }]], /^commands\[0\]\.effectiveAt: expected .* got 0\.5$/],
  [
    'an unknown field',
    [[{ ...MOVE, colour: 'red' }]],
    /^commands\[0\]\.colour: expected no other field .* got "red"$/,
  ],
  [
    'a book inside of a group of one book',
    [[{ book: 'a', kind: 'atomic', commands: [MOVE] }]],
    /^commands\[0\]\.commands\[0\]\.book: expected no other field .* got "a"$/,
  ],
  [
    'an id of a group inside',
    [[{ book: 'a', kind: 'atomic', id: 'inner', commands: [] }]],
    /^commands\[0\]\.id: expected no other field .* got "inner"$/,
  ],
  [
    'the books of a group, which only a journal has',
    [[{ book: 'a', kind: 'atomic', across: ['a'], commands: [] }]],
    /^commands\[0\]\.across: expected no other field /,
  ],
  [
    'the id of the group inside of it',
    [[MOVE, { ...MOVE, id: 'bad' }], { id: 'bad' }],
    'commands[1].id: expected another id than that of its group, got "bad"',
  ],
  [
    'too many commands',
    [TOO_MANY],
    /^commands: expected at most 10000 commands, those of groups inside counted/,
  ],
  ['an empty id', [[MOVE], { id: '' }], /^id: expected .* got ""$/],
  ['an id that is no text', [[MOVE], { id: 7 }], /^id: expected .* got 7$/],
  [
    'an unknown option',
    [[MOVE], { id: 'bad', at: 1 }],
    'options.at: expected no other option than id, reference, metadata, private, retryRefused, actor, expect, got 1',
  ],
  [
    'expectations that are no list',
    [[MOVE], { expect: {} }],
    /^options\.expect: expected a list of expectations/,
  ],
  [
    'an expectation that is none',
    [[MOVE], { expect: [7] }],
    'options.expect[0]: expected a plain object, got 7',
  ],
  [
    'an expectation of no book',
    [[MOVE], { expect: [{ account: 'x', lastSeq: 1 }] }],
    /^options\.expect\[0\]\.book: expected .* got undefined$/,
  ],
  [
    'an expectation of a book without a command',
    [
      [MOVE, { book: 'b', kind: 'atomic', commands: [] }],
      { expect: [{ book: 'b', account: 'x', lastSeq: 1 }] },
    ],
    'options.expect[0].book: expected a book with a command in the group, got "b"',
  ],
  [
    'an account that is expected twice, told by its place',
    [
      [MOVE, { ...MOVE, book: 'b' }],
      {
        expect: ['a', 'b', 'a'].map((book) => ({ book, account: 'x', lastSeq: 1 })),
      },
    ],
    'options.expect[2].account: expected each account once, got "x"',
  ],
  [
    'an expectation of nothing',
    [[MOVE], { expect: [{ book: 'a', account: 'x' }] }],
    /^options\.expect\[0\]: expected available, lastSeq or both, got /,
  ],
  [
    'an expectation of the world',
    [[MOVE], { expect: [{ book: 'a', account: 'world', lastSeq: 1 }] }],
    /^options\.expect\[0\]\.account: expected another account than world/,
  ],
  [
    'an expectation inside of a group without commands',
    [[{ book: 'a', kind: 'atomic', commands: [], expect: [{ account: 'x', lastSeq: 1 }] }]],
    /^commands\[0\]\.expect: expected nothing of a group without commands/,
  ],
  [
    'options that are none',
    [[MOVE], null],
    'options: expected a plain object with id, reference, metadata, private, retryRefused, actor, expect, got null',
  ],
];

const OF_TRANSFER: readonly Bad[] = [
  [
    'nothing at all',
    [],
    'input: expected a plain object with id, reference, metadata, private, from, to, amount, effectiveAt, through, force, expect, got undefined',
  ],
  [
    'a text',
    ['a'],
    'input: expected a plain object with id, reference, metadata, private, from, to, amount, effectiveAt, through, force, expect, got "a"',
  ],
  [
    'no source',
    [{ ...SENT, from: undefined }],
    'from: expected a plain object with book, account, got undefined',
  ],
  ['no target', [{ ...SENT, to: 'b' }], 'to: expected a plain object with book, account, got "b"'],
  ['no source book', [{ ...SENT, from: { account: 'x' } }], /^from\.book: expected .* got undefined$/],
  ['no target account', [{ ...SENT, to: { book: 'b' } }], /^to\.account: expected .* got undefined$/],
  [
    'an empty account',
    [{ ...SENT, from: { book: 'a', account: '' } }],
    /^from\.account: expected .* got ""$/,
  ],
  ['half a character as book', [{ ...SENT, to: { book: '\udc00', account: 'x' } }], /^to\.book: expected /],
  [
    'one book on both sides',
    [{ ...SENT, to: { book: 'a', account: 'y' } }],
    'to.book: expected another book than from.book: within a book, use its own transfer, got "a"',
  ],
  [
    'an unknown field of an end',
    [{ ...SENT, to: { ...ENDS.to, asset: 'GBP/2' } }],
    /^to\.asset: expected no other option/,
  ],
  ['no amount', [ENDS], 'amount: expected a positive integer, got undefined'],
  ['a negative amount', [{ ...ENDS, amount: -1n }], 'amount: expected a positive integer, got -1n'],
  ['an amount with a fraction', [{ ...ENDS, amount: 1.5 }], /^amount: expected .* got 1\.5$/],
  ['a bad moment', [{ ...SENT, effectiveAt: 'now' }], /^effectiveAt: expected .* got "now"$/],
  ['a bad account between', [{ ...SENT, through: '' }], /^through: expected .* got ""$/],
  ['none between', [{ ...SENT, through: null }], /^through: expected .* got null$/],
  ['a bad id', [{ ...SENT, id: '' }], /^id: expected .* got ""$/],
  [
    'an unknown field',
    [{ ...SENT, book: 'a' }],
    /^input\.book: expected no other option than id, reference, metadata, private, from, to, /,
  ],
];

describe('what is malformed is thrown back with its field, what came and what was expected, and changes nothing', () => {
  test.each(OF_ATOMIC.map(([what, args, says]) => ({ what, args, says })))(
    'atomic: $what',
    async ({ args, says }) => {
      await expectRefused((house) => (house.atomic as Loose).apply(house, [...args]), says);
    },
  );

  test.each(OF_TRANSFER.map(([what, args, says]) => ({ what, args, says })))(
    'transfer: $what',
    async ({ args, says }) => {
      await expectRefused((house) => (house.transfer as Loose).apply(house, [...args]), says);
    },
  );

  test('a closed house takes nothing in', async () => {
    const house = await makeHouse();
    await house.close();
    for (const call of [
      () => house.atomic([MOVE] as never),
      () => house.transfer(SENT),
      () => house.atomic([]),
    ]) {
      const error = await rejectionOf(call());
      expect(error).toBeInstanceOf(StoreError);
      expect((error as StoreError).code).toBe('house_closed');
    }
  });
});

type Loose = (...args: readonly unknown[]) => Promise<unknown>;

async function makeHouse(): Promise<House> {
  const house = await open('memory:', { announceExpiries: false });
  for (const book of ['a', 'b'])
    await house.book(book).openAccount({ account: 'x', asset: 'GBP/2', effectiveAt: 0 });
  return house;
}

async function expectRefused(ask: (house: House) => Promise<unknown>, says: string | RegExp): Promise<void> {
  const house = await makeHouse();
  // A caller who is told by a promise is not told by a throw.
  const error = await rejectionOf(ask(house));
  expect(error).toBeInstanceOf(TallystickError);
  const { message } = error as TallystickError;
  if (typeof says === 'string') expect(message).toBe(says);
  else expect(message).toMatch(says);
  for (const book of ['a', 'b']) expect((await house.book(book).head()).seq).toBe(1);
  // The id was not used up.
  const answer = await house.atomic([{ ...MOVE, book: 'b' }] as never, { id: 'bad' });
  expect(answer).toMatchObject({ ok: true, seqs: { b: 2 } });
  expect(await house.books()).toEqual(['a', 'b']);
  await house.close();
}
