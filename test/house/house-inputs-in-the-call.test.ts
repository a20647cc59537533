import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { openCounters } from '../../src/engine/open-counters.ts';
import { open } from '../../src/engine/open-house.ts';
import { apiCalls, apiSubjects, COPY, callApi } from '../support/house/api-calls.ts';
import { HOUSE, type HouseKind } from '../support/house/house-places.ts';

/** Plain objects and lists that tell who looks at them, and when. */
class Watch {
  readonly #late: string[] = [];
  #isOver = false;

  /** What was looked at after the call. */
  get late(): readonly string[] {
    return this.#late;
  }

  end(): void {
    this.#isOver = true;
  }

  of<T>(value: T, name: string): T {
    if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
    const members = Array.isArray(value)
      ? value.map((member, i) => this.of(member, `${name}[${i}]`))
      : Object.fromEntries(
          Object.entries(value).map(([key, member]) => [key, this.of(member, `${name}.${key}`)]),
        );
    const note = (): void => {
      if (this.#isOver) this.#late.push(name);
    };
    const traps: ProxyHandler<object> = {
      get: (target, key, receiver) => {
        note();
        return Reflect.get(target, key, receiver);
      },
      has: (target, key) => {
        note();
        return Reflect.has(target, key);
      },
      ownKeys: (target) => {
        note();
        return Reflect.ownKeys(target);
      },
    };
    return new Proxy(members, traps) as T; // The same members.
  }
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Waits for what a call answered: a promise, or the first of what is to be iterated over. */
async function settled(answer: unknown): Promise<void> {
  const isIterated = typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
  if (!isIterated) return void (await answer);
  const iterator = answer as AsyncGenerator<unknown>; // Its own symbol says so.
  await iterator.next();
  await iterator.return(undefined);
}

/** Only a house in a file has a copy. */
function apiCallsOn({ isDurable }: HouseKind): ReturnType<typeof apiCalls> {
  return apiCalls().filter(({ method }) => isDurable || method !== 'backup');
}

afterAll(() => rmSync(COPY, { force: true }));

const CASES = [HOUSE.memory, HOUSE.sqlite].flatMap((kind) =>
  apiCallsOn(kind).map((call) => ({ kind, call, name: `${kind.name}: ${call.subject}.${call.method}` })),
);

async function inHouse(
  kind: HouseKind,
  work: (house: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const place = await kind.makePlace();
  const house = await open(place.url, { announceExpiries: false, clock: () => 20, cacheRowsMax: 0 });
  try {
    await work(house);
  } finally {
    await house.close();
    await place.remove();
  }
}

describe('every method takes what it is given in the call', () => {
  test.each(CASES)('$name', async ({ kind, call }) => {
    await inHouse(kind, async (house) => {
      const subjects = await apiSubjects(house);
      const watch = new Watch();
      const inputs = call.inputs.map((input, i) => watch.of(input, `input ${i}`));
      const answer = callApi(subjects, { ...call, inputs });
      watch.end();
      await settled(answer);
      expect(watch.late).toEqual([]);
    });
  });

  test('opening, too', async () => {
    const watch = new Watch();
    const opening = open(
      'memory:',
      watch.of({ announceExpiries: false, clock: () => 20, cacheRowsMax: 5 }, 'options'),
    );
    const counting = openCounters(watch.of({ clock: () => 20 }, 'options'));
    watch.end();
    const house = await opening;
    await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
    await house.close();
    await (await counting).ingest({ counter: 'c', eventId: 'e', at: 5 });
    expect(watch.late).toEqual([]);
  });
});

describe('what is changed after the call changes nothing', () => {
  test('an amount, in a book, in a transaction, in bulk, in a group, on several books', async () => {
    await inHouse(HOUSE.memory, async (house) => {
      const { book, tx } = await apiSubjects(house);
      const giving = () => ({ kind: 'transfer' as const, from: 'a', to: 'b', amount: 1n });
      const [one, two, three, four, five] = [
        giving(),
        giving(),
        giving(),
        giving(),
        { ...giving(), book: 'main' },
      ];
      const ends = { book: 'main', account: 'a' };
      const across = { from: ends, to: { book: 'side', account: 'a' }, amount: 1n };
      const { kind: _one, ...alone } = one;
      const { kind: _two, ...inside } = two;
      const calls = [
        book.transfer(alone),
        tx.transfer(inside),
        book.submit([giving(), three]),
        book.submit([{ kind: 'atomic', commands: [four] }]),
        house.atomic([five]),
        house.transfer(across),
      ];
      for (const input of [alone, inside, three, four, five, across]) input.amount = 40n;
      ends.account = 'b';
      await Promise.all(calls);
      await tx.commit();
      expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 53n }, { posted: 6n }]);
    });
  });
});
