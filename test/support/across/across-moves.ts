import fc from 'fast-check';
import type { Expectation } from '../../../src/commands/expectation.ts';
import { type HouseInput, type SingleInput, singlesIn } from '../house/house-input.ts';
import { type AcrossAsk, type AcrossCommand, type AcrossExpected, booksOf } from './across-commands.ts';

/** One thing that is done with a house in a random run. */
export type AcrossMove =
  | { readonly do: 'ask'; readonly ask: AcrossAsk }
  /** Groups on the same books all at once, without waiting for any. */
  | { readonly do: 'crowd'; readonly asks: readonly AcrossAsk[] }
  /** Something that was asked before, once more: which, counted from the end, and whether on other books. */
  | { readonly do: 'again'; readonly back: number; readonly on: AcrossBook | undefined }
  | { readonly do: 'tick'; readonly by: number }
  | { readonly do: 'look'; readonly at: number }
  | { readonly do: 'reopen' };

export const ACROSS_BOOKS = ['a', 'b', 'c'] as const;
export const ACROSS_ACCOUNTS = ['x', 'y', 'z', 'pool'] as const;
type AcrossBook = (typeof ACROSS_BOOKS)[number];

const book = fc.constantFrom(...ACROSS_BOOKS);
const account = fc.constantFrom('x', 'x', 'y', 'y', 'z', 'pool');
const side = fc.constantFrom('world', 'x', 'x', 'y', 'y', 'z');
/** What is opened on the way is at times in another one, so that money between books may meet it. */
const asset = fc.constantFrom('GBP/2', 'GBP/2', 'EUR/2');
const amount = fc.integer({ min: 1, max: 9 }).map(BigInt);
const number = fc.nat(3);
const clock = fc.nat(5).map((n) => ({ n: BigInt(n) }));
const moment = fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined, freq: 2 });
/** Few ids, so that they meet: those inside of groups have names of their own, which others use now and then. */
const outerId = fc.option(
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(60).map((n) => `i${n}`) },
    { weight: 1, arbitrary: fc.nat(9).map((n) => `n${n}`) },
  ),
  { nil: undefined, freq: 2 },
);
const innerId = fc.option(
  fc.nat(9).map((n) => `n${n}`),
  { nil: undefined, freq: 2 },
);

const force = fc.constantFrom(undefined, undefined, undefined, undefined, undefined, true);
/** Mostly what is so: few accounts are ever below zero, and one of that name there never is. */
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ account, available: fc.constantFrom({ min: 0n }, { min: 15n }) }) },
  { weight: 1, arbitrary: fc.constant({ account: 'nobody', lastSeq: 0 }) },
  { weight: 1, arbitrary: fc.record({ account, lastSeq: fc.integer({ min: 4, max: 12 }) }) },
);
const seldomExpected = fc.oneof(
  { weight: 8, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: expectation.map((one) => [one]) },
);

const transfer = fc.record({ kind: fc.constant('transfer' as const), from: side, to: side, amount, force });

const single: fc.Arbitrary<SingleInput> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: transfer },
      { weight: 1, arbitrary: record('open_account', { account, asset }) },
      { weight: 1, arbitrary: record('close_account', { account }) },
      { weight: 2, arbitrary: record('update_account', { account, floor: fc.constantFrom(-2n, 0n, null) }) },
      {
        weight: 6,
        arbitrary: record('update_account', {
          account,
          frozen: fc.constantFrom('debits', 'debits', 'all', null, null, null),
        }),
      },
      {
        weight: 4,
        arbitrary: record('update_account', { account, openedAt: fc.integer({ min: -40, max: 5 }) }),
      },
      {
        weight: 9,
        arbitrary: record('distribute', {
          from: fc.tuple(
            fc.record({ account: fc.constantFrom('x', 'x', 'y'), atMost: amount }),
            fc.record({ account: fc.constantFrom('world', 'world', 'z') }),
          ),
          to: fc.tuple(
            fc.record({ account: fc.constantFrom('y', 'y', 'z'), share: fc.integer({ min: 1, max: 3 }) }),
            fc.constant({ account: 'pool', rest: true }),
          ),
          amount: fc.oneof({ weight: 4, arbitrary: amount }, { weight: 1, arbitrary: fc.constant('all') }),
        }),
      },
      {
        weight: 4,
        arbitrary: record('hold', {
          hold: number.map((n) => `h${n}`),
          account,
          amount,
          expiresAt: fc.option(fc.integer({ min: 10, max: 90 }), { nil: null }),
        }),
      },
      {
        weight: 4,
        arbitrary: record('capture', {
          hold: number.map((n) => `h${n}`),
          amount: fc.option(fc.integer({ min: 1, max: 3 }).map(BigInt), { nil: undefined }),
          force,
        }),
      },
      {
        weight: 2,
        arbitrary: record('adjust_hold', { hold: number.map((n) => `h${n}`), amount }),
      },
      { weight: 1, arbitrary: record('release', { hold: number.map((n) => `h${n}`) }) },
      { weight: 3, arbitrary: record('pay', { payment: number.map((n) => `p${n}`), account, amount }) },
      {
        weight: 3,
        arbitrary: record('refund', { refund: fc.nat(9).map((n) => `r${n}`), account, amount }),
      },
      { weight: 1, arbitrary: record('merge', { into: account, from: account }) },
      { weight: 1, arbitrary: record('reverse', { transaction: fc.nat(9).map((n) => `n${n}`) }) },
      {
        weight: 1,
        arbitrary: record('grant', { credit: number.map((n) => `c${n}`), account, amount, expiry: clock }),
      },
      { weight: 1, arbitrary: record('spend', { account, amount, clock }) },
    ),
    moment,
    seldomExpected,
  )
  .map(([command, at, expect]) => withoutUndefined({ ...command, effectiveAt: at, expect }) as SingleInput);

function record(kind: SingleInput['kind'], fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(fields).map((members) => ({ kind, ...members }));
}

function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

const inside: fc.Arbitrary<HouseInput> = fc
  .tuple(single, innerId)
  .map(([input, id]) => withoutUndefined({ ...input, id }) as HouseInput);

function groupOf(inputs: fc.Arbitrary<readonly HouseInput[]>): fc.Arbitrary<HouseInput> {
  return fc.tuple(inputs, seldomExpected).map(([commands, expect]): HouseInput => {
    // Of a group without commands nothing can be expected.
    if (expect === undefined || commands.length === 0) return { kind: 'atomic', commands };
    return { kind: 'atomic', commands, expect };
  });
}

const nested: fc.Arbitrary<HouseInput> = fc.oneof(
  { weight: 5, arbitrary: inside },
  {
    weight: 1,
    arbitrary: groupOf(fc.array(inside, { maxLength: 3 })),
  },
);

function onSome(books: fc.Arbitrary<string>): fc.Arbitrary<readonly AcrossCommand[]> {
  const command = fc.tuple(books, nested).map(([name, input]) => ({ ...input, book: name }));
  return fc.array(command, { minLength: 1, maxLength: 4 });
}

const plain: fc.Arbitrary<AcrossAsk> = fc
  .record({
    book,
    id: outerId,
    input: fc.oneof(
      { weight: 4, arbitrary: single },
      { weight: 1, arbitrary: groupOf(fc.array(inside, { maxLength: 3 })) },
    ),
  })
  .map(({ id, ...rest }) => ({ do: 'plain', ...rest, ...named(id, [rest.input]) }));

/** An id for a group; none where a command inside has it: what that would mean nobody has to say. */
function named(id: string | undefined, inputs: readonly HouseInput[]): { id?: string } {
  const within = (input: HouseInput): boolean =>
    input.id === id || (input.kind === 'atomic' && input.commands.some(within));
  return id === undefined || inputs.some(within) ? {} : { id };
}

const group: fc.Arbitrary<AcrossAsk> = fc
  .tuple(
    fc.oneof(onSome(book), onSome(fc.constantFrom('a', 'b')), onSome(fc.constant('c'))),
    outerId,
    seldomExpected,
  )
  .map(([commands, id, expect]) => ({
    do: 'group',
    commands,
    ...named(id, commands),
    ...inBook(commands, expect),
  }));

/** What is expected, in the book of a command that is there. */
function inBook(
  commands: readonly AcrossCommand[],
  expect: readonly Expectation[] | undefined,
): { expect?: AcrossExpected[] } {
  const last = commands.findLast((command) => singlesIn(command).length > 0);
  if (expect === undefined || last === undefined) return {};
  return { expect: expect.map((line) => ({ ...line, book: last.book })) };
}

const between: fc.Arbitrary<AcrossAsk> = fc
  .record({
    ends: fc.shuffledSubarray([...ACROSS_BOOKS], { minLength: 2, maxLength: 2 }),
    accounts: fc.tuple(account, account),
    amount,
    effectiveAt: moment,
    through: fc.constantFrom(undefined, undefined, 'world', 'pool', 'x'),
    id: outerId,
    force,
    expected: seldomExpected,
  })
  .map(({ ends: [from = 'a', to = 'b'], accounts, id, expected, ...rest }) => ({
    do: 'transfer',
    ...(id === undefined ? {} : { id }),
    transfer: withoutUndefined({
      from: { book: from, account: accounts[0] },
      to: { book: to, account: accounts[1] },
      expect: expected?.map((line) => ({ ...line, book: to })),
      ...rest,
    }) as Extract<AcrossAsk, { do: 'transfer' }>['transfer'],
  }));

/** Asks of which all have the same books, so that their order is that in which they are asked. */
const crowd: fc.Arbitrary<AcrossMove> = fc
  .array(fc.oneof(group, between), { minLength: 6, maxLength: 24 })
  .map((asks) => {
    const sets = Map.groupBy(asks, (ask) => booksOf(ask).join(' '));
    const [most = []] = [...sets.values()].sort((one, other) => other.length - one.length);
    return { do: 'crowd', asks: most };
  });

const move: fc.Arbitrary<AcrossMove> = fc.oneof(
  { weight: 8, arbitrary: plain.map((ask): AcrossMove => ({ do: 'ask', ask })) },
  { weight: 8, arbitrary: group.map((ask): AcrossMove => ({ do: 'ask', ask })) },
  { weight: 6, arbitrary: between.map((ask): AcrossMove => ({ do: 'ask', ask })) },
  { weight: 3, arbitrary: crowd },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(30), fc.option(book, { nil: undefined, freq: 2 }))
      .map(([back, on]): AcrossMove => ({ do: 'again', back, on })),
  },
  { weight: 5, arbitrary: fc.integer({ min: -1, max: 4 }).map((by): AcrossMove => ({ do: 'tick', by })) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 90 }).map((at): AcrossMove => ({ do: 'look', at })) },
  { weight: 1, arbitrary: fc.constant<AcrossMove>({ do: 'reopen' }) },
);

/** What is done with a house of three books: it does not depend on any answer. */
export function acrossMoves(count: number): fc.Arbitrary<readonly AcrossMove[]> {
  return fc.array(move, { minLength: count / 2, maxLength: count, size: 'max' });
}

/** What every run begins with: accounts in each book, one of another asset, one where transfers meet, and money. */
export function acrossBeginnings(): AcrossAsk[] {
  return ACROSS_BOOKS.flatMap((name) => [
    ...ACROSS_ACCOUNTS.map((each): AcrossAsk => {
      const floor = each === 'pool' ? -20n : 0n;
      const asset = name === 'c' && each === 'z' ? 'EUR/2' : 'GBP/2';
      const input = { kind: 'open_account', account: each, asset, floor, effectiveAt: 0 } as const;
      return { do: 'plain', book: name, input };
    }),
    ...['x', 'y', 'z'].map((to): AcrossAsk => {
      const input = { kind: 'transfer', from: 'world', to, amount: 30n, effectiveAt: 1 } as const;
      return { do: 'plain', book: name, input };
    }),
  ]);
}
