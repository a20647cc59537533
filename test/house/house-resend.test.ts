import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BookCommands } from '../../src/engine/command-methods.ts';
import { House as HouseClass } from '../../src/engine/house.ts';
import { OpenBook as OpenBookClass } from '../../src/engine/open-book.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents, type House } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';
import { Gate } from '../support/watch/house-gate.ts';

const GBP = 'GBP/2';
const ID = 'twice';

/** What is needed for every call below to be accepted; without it, every one is refused. */
const PREPARED = [
  ...['ann', 'bob', 'till'].map((account) => ({ kind: 'open_account' as const, account, asset: GBP })),
  { kind: 'transfer', id: 'fund', from: 'world', to: 'ann', amount: 100n },
  { kind: 'hold', hold: 'h', account: 'ann', amount: 10n, expiresAt: null },
  { kind: 'offer', offer: 'o', from: 'ann', to: 'bob', amount: 10n, expiresAt: null },
  { kind: 'pay', payment: 'p', account: 'ann', amount: 10n },
  { kind: 'grant', credit: 'c', account: 'ann', amount: 10n, expiry: { n: 9 } },
] as const;

/** The object that each method of a book takes. */
const INPUTS: Readonly<Record<string, object>> = {
  // There is no account that is refused before others are there; but `world` is never free.
  openAccount: { account: 'world', asset: GBP },
  updateAccount: { account: 'till', floor: -5n },
  closeAccount: { account: 'till' },
  transfer: { from: 'ann', to: 'bob', amount: 5n },
  post: {
    entries: [
      { account: 'ann', amount: -5n },
      { account: 'bob', amount: 5n },
    ],
  },
  distribute: { from: [{ account: 'ann' }], to: [{ account: 'bob', rest: true }], amount: 5n },
  hold: { hold: 'h2', account: 'ann', amount: 5n, expiresAt: null },
  capture: { hold: 'h', amount: 5n },
  adjustHold: { hold: 'h', amount: 12n },
  release: { hold: 'h' },
  offer: { offer: 'o2', from: 'ann', to: 'bob', amount: 5n, expiresAt: null },
  accept: { offer: 'o', account: 'bob' },
  cancel: { offer: 'o', account: 'ann' },
  decline: { offer: 'o', account: 'bob' },
  merge: { into: 'bob', from: 'till' },
  pay: { payment: 'p2', account: 'ann', amount: 5n },
  refund: { refund: 'r', account: 'ann', amount: 5n },
  grant: { credit: 'c2', account: 'ann', amount: 5n, expiry: null },
  spend: { account: 'ann', amount: 5n, clock: { n: 1 } },
  expireCredits: { account: 'ann', clock: { n: 9 } },
  reverse: { transaction: 'fund-not-yet' },
};

/** What is never refused. */
const IMPORT = { source: 's', fileHash: 'f', mappingHash: 'm', rows: 2, firstAt: 1, lastAt: null };

type Answer = { readonly ok: boolean; readonly replayed?: true };
type Ask = (options?: object) => Promise<Answer>;

/** A way to ask for something under ID: a method of a book, or of the house. */
interface Way {
  readonly name: string;
  /** Whether it is accepted once the books are prepared. */
  readonly becomesPossible: boolean;
  readonly ask: (house: House, books: readonly [string, string]) => Ask;
}

const WAYS: readonly Way[] = [
  ...Object.entries(INPUTS).map(
    ([name, input]): Way => ({
      name,
      becomesPossible: name !== 'openAccount' && name !== 'reverse',
      ask:
        (house, [book]) =>
        (options) =>
          perform(house.book(book), [name, { id: ID, ...input }, options]) as Promise<Answer>,
    }),
  ),
  {
    name: 'submit',
    becomesPossible: true,
    ask:
      (house, [book]) =>
      async (options) => {
        const commands = [{ kind: 'transfer', from: 'ann', to: 'bob', amount: 5n }] as const;
        const [answer] = await house.book(book).submit([{ kind: 'atomic', id: ID, commands }], options);
        return answer as Answer;
      },
  },
  {
    name: 'house.atomic',
    becomesPossible: true,
    ask: (house, books) => (options) =>
      house.atomic(
        books.map((book) => ({ book, kind: 'transfer', from: 'ann', to: 'bob', amount: 5n })),
        { id: ID, ...options },
      ),
  },
  {
    name: 'house.transfer',
    becomesPossible: true,
    ask:
      (house, [one, other]) =>
      (options) =>
        house.transfer(
          { id: ID, from: { book: one, account: 'ann' }, to: { book: other, account: 'bob' }, amount: 5n },
          options,
        ),
  },
];

test('every method that changes something under an id is asked for here, or is known not to', () => {
  const methodsOf = (type: { readonly prototype: object }): string[] =>
    Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');
  expect([...Object.keys(INPUTS), 'lockBefore', 'recordImport'].sort()).toEqual(
    methodsOf(BookCommands as unknown as { prototype: object }).sort(),
  );
  // Its own tests look at what comes twice in `transaction` and `begin`; the others have no ids.
  const others = [
    'counters',
    'actor',
    'as',
    'perform',
    'transaction',
    'begin',
    'balance',
    'balances',
    'statement',
    'accounts',
    'holds',
    'offers',
    'payments',
    'credits',
    'transactions',
    'trialBalance',
    'head',
    'lockedBefore',
    'dryRun',
    'events',
    'follow',
    'feed',
    'imports',
    'recordedIds',
    'announceExpiries',
    'checkOpen',
    'erase',
  ];
  expect(methodsOf(OpenBookClass).filter((name) => !others.includes(name))).toEqual(['submit']);
  const ofHouse = [
    'url',
    'counters',
    'actor',
    'as',
    'book',
    'info',
    'backup',
    'books',
    'verify',
    'reconcile',
    'checkClock',
    'acceptClock',
    'close',
  ];
  expect(
    methodsOf(HouseClass)
      .filter((name) => !ofHouse.includes(name))
      .sort(),
  ).toEqual(['atomic', 'transfer']);
});

const ANEW = { retryRefused: true };
const FLAGS = [
  [undefined, undefined],
  [undefined, ANEW],
  [ANEW, undefined],
  [ANEW, ANEW],
] as const;

/** When the second call is made: in the same turn as the first, or while the first is being committed. */
const ORDERS = ['at the same time', 'while the first is being committed'] as const;

async function prepare(house: House, books: readonly string[]): Promise<void> {
  for (const name of books) {
    const answers = await house.book(name).submit(PREPARED);
    expect(answers.every(({ ok }) => ok)).toBe(true);
  }
}

/** How often the id is on record in the first of the books, and with what. */
async function attemptsIn(house: House, [book]: readonly [string, string]): Promise<boolean[]> {
  return (await allEvents(house.book(book))).filter(({ id }) => id === ID).map(({ ok }) => ok);
}

describe.each(HOUSES)('on $name', (kind) => {
  // One house for all: each case has books of its own.
  let place: HousePlace;
  let gate: Gate;
  let house: House;
  let made = 0;
  const newBook = (): string => {
    made += 1;
    return `b${made}`;
  };
  const newBooks = (): [string, string] => [newBook(), newBook()];

  beforeAll(async () => {
    place = await kind.makePlace();
    gate = new Gate(await place.openStore());
    house = await openHouse(gate.store, { clock: () => 5, announceExpiries: false });
  });

  afterAll(async () => {
    await house.close();
    await place.remove();
  });
  test.each(WAYS)(
    '$name, sent twice one after the other, is done once and says which answers are old',
    async ({ ask, becomesPossible }) => {
      for (const [one, other] of FLAGS) {
        const books = newBooks();
        const send = ask(house, books);
        const first = await send(one);
        expect(first).toMatchObject({ ok: false });
        expect(first).not.toHaveProperty('replayed');
        const second = await send(other);
        if (other === undefined) expect(second).toEqual({ ...first, replayed: true });
        else expect(second).not.toHaveProperty('replayed');
        const refused = other === undefined ? [false] : [false, false];
        expect(await attemptsIn(house, books)).toEqual(refused);
        if (!becomesPossible) continue;
        await prepare(house, books);
        expect(await send()).toEqual({ ...second, replayed: true });
        const done = await send(ANEW);
        expect(done).toMatchObject({ ok: true });
        expect(done).not.toHaveProperty('replayed');
        for (const flag of [one, other]) expect(await send(flag)).toEqual({ ...done, replayed: true });
        expect(await attemptsIn(house, books)).toEqual([...refused, true]);
      }
    },
  );

  test('what is never refused, sent twice, is done once, with the flag and without it', async () => {
    const books = newBooks();
    const send = (options?: object): Promise<Answer> =>
      house.book(books[0]).recordImport({ id: ID, ...IMPORT }, options);
    const [first, same] = await Promise.all([send(ANEW), send()]);
    expect(first).toMatchObject({ ok: true });
    expect(same).toEqual(first);
    expect(first).not.toHaveProperty('replayed');
    for (const options of [undefined, ANEW])
      expect(await send(options)).toEqual({ ...first, replayed: true });
    expect(await attemptsIn(house, books)).toEqual([true]);
  });

  describe.each(ORDERS)('%s', (order) => {
    test.each(WAYS)('$name, sent twice, is one attempt', async ({ ask, becomesPossible }) => {
      for (const [one, other] of FLAGS) {
        const books = newBooks();
        const send = ask(house, books);
        const sendBoth = async (): Promise<Answer[]> => {
          if (order === 'at the same time') return await Promise.all([send(one), send(other)]);
          const second = gate.during(() => ({ answer: send(other) }));
          return await Promise.all([send(one), second.then(({ answer }) => answer)]);
        };
        // Nothing was on record: both have the first answer.
        const [first, same] = await sendBoth();
        expect(first).toMatchObject({ ok: false });
        expect(first).not.toHaveProperty('replayed');
        expect(same).toEqual(first);
        expect(await attemptsIn(house, books)).toEqual([false]);
        if (!becomesPossible) continue;
        await prepare(house, books);
        // Refused before: whoever has the flag has what comes of the one attempt; who comes before it, the old answer.
        const answers = await sendBoth();
        const isDone = one !== undefined || other !== undefined;
        expect(await attemptsIn(house, books)).toEqual(isDone ? [false, true] : [false]);
        expect(answers.map(({ ok }) => ok)).toEqual([one !== undefined, isDone]);
        expect(answers.map(({ replayed }) => replayed === true)).toEqual([one === undefined, !isDone]);
        // On record before: that answer, with the flag and without it.
        const [again, last] = await sendBoth();
        expect(again).toMatchObject({ ok: isDone, ...(isDone ? { replayed: true } : {}) });
        if (isDone) expect(last).toEqual(again);
        expect(await attemptsIn(house, books)).toEqual(isDone ? [false, true] : [false]);
      }
    });
  });

  test('nothing of all that is wrong on record', async () => {
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  });
});
