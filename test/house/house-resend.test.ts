import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BookCommands } from '../../src/engine/command-methods.ts';
import { House as HouseClass } from '../../src/engine/house.ts';
import { OpenBook as OpenBookClass } from '../../src/engine/open-book.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents, type House } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import {
  type Answer,
  ID,
  INPUTS,
  NEVER_REFUSED,
  PREPARED,
  WAYS,
  type Way,
} from '../support/house/resend-ways.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';
import { Gate } from '../support/watch/house-gate.ts';

test('every method that changes something under an id is asked for here, or is known not to', () => {
  const methodsOf = (type: { readonly prototype: object }): string[] =>
    Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor');
  expect([...Object.keys(INPUTS), ...NEVER_REFUSED.map(([method]) => method)].sort()).toEqual(
    methodsOf(BookCommands as unknown as { prototype: object }).sort(),
  );
  // Its own tests look at what comes twice in `transaction` and `begin`, and `orThrow` has the same methods; the others have no ids.
  const others = [
    'orThrow',
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
    'runDue',
    'checkOpen',
    'erase',
  ];
  expect(methodsOf(OpenBookClass).filter((name) => !others.includes(name))).toEqual(['atomic', 'submit']);
  const ofHouse = [
    'url',
    'orThrow',
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

const GBP = 'GBP/2';
const ANEW = { retryRefused: true };
const FLAGS = [
  [undefined, undefined],
  [undefined, ANEW],
  [ANEW, undefined],
  [ANEW, ANEW],
] as const;

/** When the second call is made: in the same turn as the first, or while the first is being committed. */
const ORDERS = ['at the same time', 'while the first is being committed'] as const;

async function prepare(house: House, books: readonly string[], { isAcross }: Way): Promise<void> {
  for (const name of isAcross ? books : books.slice(0, 1)) {
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
  /** What differs by flags differs by methods; of what else these may be asked, all is tried where it is quick. */
  const flagsFor = ({ isAnother }: Way) => (isAnother && kind.isDurable ? FLAGS.slice(1, 3) : FLAGS);
  const newBooks = (): [string, string] => [newBook(), newBook()];
  const sendBoth = async (
    order: (typeof ORDERS)[number],
    one: () => Promise<Answer>,
    other: () => Promise<Answer>,
  ): Promise<Answer[]> => {
    if (order === 'at the same time') return await Promise.all([one(), other()]);
    const second = gate.during(() => ({ answer: other() }));
    return await Promise.all([one(), second.then(({ answer }) => answer)]);
  };

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
    async (way) => {
      const { ask, becomesPossible } = way;
      const withFlags = async ([one, other]: (typeof FLAGS)[number]): Promise<void> => {
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
        if (!becomesPossible) return;
        await prepare(house, books, way);
        expect(await send()).toEqual({ ...second, replayed: true });
        const done = await send(ANEW);
        expect(done).toMatchObject({ ok: true });
        expect(done).not.toHaveProperty('replayed');
        for (const flag of [one, other]) expect(await send(flag)).toEqual({ ...done, replayed: true });
        expect(await attemptsIn(house, books)).toEqual([...refused, true]);
      };
      await Promise.all(flagsFor(way).map(withFlags));
    },
  );

  test.each(NEVER_REFUSED)('%s, never refused, is done once, whatever comes when', async (method, args) => {
    for (const [one, other] of FLAGS) {
      for (const order of ORDERS) {
        const books = newBooks();
        const send = (options?: object): Promise<Answer> =>
          perform(house.book(books[0]), [method, ...args, options]) as Promise<Answer>;
        const [first, same] = await sendBoth(
          order,
          () => send(one),
          () => send(other),
        );
        expect(first).toMatchObject({ ok: true });
        expect(same).toEqual(first);
        expect(first).not.toHaveProperty('replayed');
        for (const options of [undefined, ANEW])
          expect(await send(options)).toEqual({ ...first, replayed: true });
        expect(await attemptsIn(house, books)).toEqual([true]);
      }
    }
  });

  test('an erasure, asked for twice, is done once', async () => {
    for (const order of ORDERS) {
      const book = house.book(newBook());
      await book.openAccount({ account: 'ann', asset: GBP });
      await book.transfer({ id: ID, from: 'world', to: 'ann', amount: 1n, private: { name: 'Ann' } });
      const erase = async () => await book.erase({ command: ID });
      const answers = await sendBoth(order, erase, erase);
      const erased = answers.map((answer) => ('erased' in answer ? answer.erased : -1));
      expect(erased.sort()).toEqual([0, 1]);
      expect(await erase()).toMatchObject({ ok: true, erased: 0, seqs: [] });
      expect((await allEvents(book)).map(({ kind: of }) => of)).toEqual([
        'open_account',
        'transfer',
        'erase',
      ]);
    }
  });

  describe.each(ORDERS)('%s', (order) => {
    test.each(WAYS)('$name, sent twice, is one attempt', async (way) => {
      const { ask, becomesPossible } = way;
      const withFlags = async ([one, other]: (typeof FLAGS)[number]): Promise<void> => {
        const books = newBooks();
        const send = ask(house, books);
        const both = (): Promise<Answer[]> =>
          sendBoth(
            order,
            () => send(one),
            () => send(other),
          );
        // Nothing was on record: both have the first answer.
        const [first, same] = await both();
        expect(first).toMatchObject({ ok: false });
        expect(first).not.toHaveProperty('replayed');
        expect(same).toEqual(first);
        expect(await attemptsIn(house, books)).toEqual([false]);
        if (!becomesPossible) return;
        await prepare(house, books, way);
        // Refused before: whoever has the flag has what comes of the one attempt; who comes before it, the old answer.
        const answers = await both();
        const isDone = one !== undefined || other !== undefined;
        expect(await attemptsIn(house, books)).toEqual(isDone ? [false, true] : [false]);
        expect(answers.map(({ ok }) => ok)).toEqual([one !== undefined, isDone]);
        expect(answers.map(({ replayed }) => replayed === true)).toEqual([one === undefined, !isDone]);
        // On record before: that answer, with the flag and without it.
        const [again, last] = await both();
        expect(again).toMatchObject({ ok: isDone, ...(isDone ? { replayed: true } : {}) });
        if (isDone) expect(last).toEqual(again);
        expect(await attemptsIn(house, books)).toEqual(isDone ? [false, true] : [false]);
      };
      // There is one gate.
      if (order === 'while the first is being committed') {
        for (const flags of flagsFor(way)) await withFlags(flags);
      } else await Promise.all(flagsFor(way).map(withFlags));
    });
  });

  test('nothing of all that is wrong on record', async () => {
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  });
});
