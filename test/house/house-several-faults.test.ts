import { describe, expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../src/base/limits.ts';
import type { AnyAnswer } from '../../src/engine/answer.ts';
import type { FaultPlan } from '../support/crash/fault-plan.ts';
import { type FaultyHouse, faultyAtPort, type HoldingHouse } from '../support/crash/faulty-house.ts';
import { faultyOnWire } from '../support/crash/faulty-wire.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { expectSame } from '../support/house/house-same.ts';

const LOST: Omit<FaultPlan, 'from'> = { count: 1, takesEffect: false, passes: true };
const REFUSED = { ...LOST, passes: false };
const UNANSWERED = { ...LOST, takesEffect: true };
const FOR_EVER = { ...LOST, count: Number.POSITIVE_INFINITY };
/** Longer than all waits between the attempts together. */
const TIMEOUT_MS = 60_000;

/**
 * Where something fails, and how a commit and the beginning of an attempt are called there. Where one connection to a server
 * does not begin, another does; and what a server says of a commit is found out, and made good.
 */
const PLACES = [
  {
    name: 'the port of a store',
    commit: 'transaction commit',
    begin: 'store begin',
    isServer: false,
    at: (work: (place: HoldingHouse) => Promise<void>): Promise<void> =>
      inPlace(HOUSE.memory, async ({ openStore }) =>
        closing(await faultyAtPort(await openStore(), { cacheRowsMax: 0 }, false), work),
      ),
  },
  {
    name: 'the network to a server',
    commit: 'COMMIT',
    begin: 'BEGIN',
    isServer: true,
    at: (work: (place: HoldingHouse) => Promise<void>): Promise<void> =>
      inPlace(HOUSE.postgres, async ({ url }) => closing(await faultyOnWire(url, { cacheRowsMax: 0 }), work)),
  },
];

async function closing(place: HoldingHouse, work: (place: HoldingHouse) => Promise<void>): Promise<void> {
  try {
    for (const account of ['a', 'b', 'reader']) {
      await place.house.book('main').openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
    }
    await work(place);
  } finally {
    await place.close();
  }
}

const GIVEN = 5n;

/**
 * Calls without ids that are committed together: what is found of them after a commit that was not answered has only the ids
 * that the house made, and a transaction that only read brings more from the store behind it.
 */
async function askTogether({ house }: FaultyHouse): Promise<void> {
  const book = house.book('main');
  const reading = await book.begin();
  await reading.balances(['reader']);
  const calls = [
    book.transfer({ from: 'world', to: 'a', amount: 2n }),
    book.transfer({ from: 'world', to: 'a', amount: 3n, effectiveAt: 1 }),
    reading.commit(),
  ];
  const answers = await Promise.all(calls);
  expectSame(
    'all are done',
    answers.map(({ ok }) => ok),
    [true, true, true],
  );
}

async function posted(place: FaultyHouse, account: string): Promise<bigint | undefined> {
  return place.aside(async (house) => (await house.book('main').balance(account))?.posted);
}

async function ids(place: FaultyHouse): Promise<string[]> {
  return place.aside(async (house) => (await allEvents(house.book('main'))).map(({ id }) => id));
}

/** The steps of one round in which nothing fails. */
async function stepsOf(place: FaultyHouse, ask: () => Promise<unknown>): Promise<readonly string[]> {
  place.arm(undefined);
  await ask();
  return place.steps;
}

describe.each(PLACES)('what fails twice in one call, $name', ({ at, commit }) => {
  test('is done once, and nobody hears of it: a commit that was not answered, and then any step behind it', async () => {
    await at(async (place) => {
      let rounds = 0;
      for (let thenAfter = 1; ; thenAfter += 1) {
        place.arm({ from: commit, ...UNANSWERED, thenAfter });
        await askTogether(place);
        const isReached = place.steps.length > place.steps.indexOf(commit) + thenAfter;
        place.arm(undefined);
        rounds += 1;
        expect(await posted(place, 'a'), `another fault ${thenAfter} steps behind`).toBe(
          BigInt(rounds) * GIVEN,
        );
        if (!isReached) break;
      }
      expect(rounds).toBeGreaterThan(8);
      await checkSound(place.house);
    });
  });
});

interface Outcome {
  readonly error: unknown;
  readonly steps: readonly string[];
}

const transfer = ({ house }: FaultyHouse, id: string): Promise<AnyAnswer> =>
  house.book('main').transfer({ id, from: 'world', to: 'b', amount: 1n });

/** What a transfer is told when something is to fail, if it does, and what was done meanwhile. */
async function transferUnder(
  place: HoldingHouse,
  id: string,
  plan: FaultPlan<number | string>,
): Promise<Outcome> {
  place.arm(plan);
  const error: unknown = await transfer(place, id).then(
    ({ ok }) => expectSame(id, ok, true),
    (reason: unknown) => reason,
  );
  const { steps } = place;
  place.arm(undefined);
  return { error, steps };
}

describe.concurrent.each(PLACES)('what goes on failing, $name', ({ at, commit, begin, isServer }) => {
  const count = (steps: readonly string[], name: string): number =>
    steps.filter((each) => each === name).length;

  const tried = expect.stringContaining(`${ATTEMPTS_MAX} times`);

  test.each([
    { what: 'a commit', takesEffect: false },
    { what: 'a commit that was carried out', takesEffect: true },
  ])(
    '$what: it is told once that nobody could find out, and can be asked again',
    { timeout: TIMEOUT_MS },
    async ({ takesEffect }) => {
      await at(async (place) => {
        const { error } = await transferUnder(place, 'late', { from: commit, ...FOR_EVER, takesEffect });
        expect(error).toMatchObject({ code: 'outcome_unknown', isRetryable: false, message: tried });
        expect(await transfer(place, 'late')).toMatchObject({ ok: true });
        expect(await posted(place, 'b')).toBe(1n);
        await checkSound(place.house);
      });
    },
  );

  test('everything: it is told once that nothing was written', { timeout: TIMEOUT_MS }, async () => {
    await at(async (place) => {
      const { error, steps } = await transferUnder(place, 'never', { from: 1, ...FOR_EVER });
      expect(error).toMatchObject({ code: 'store_failed', isRetryable: true, message: tried });
      expect(steps.length).toBeGreaterThanOrEqual(ATTEMPTS_MAX);
      expect(steps.length).toBeLessThan(2 * ATTEMPTS_MAX);
      expect(await ids(place)).not.toContain('never');
    });
  });

  test('what does not pass by itself: it is told at once, as it is, and nothing is tried again', async () => {
    await at(async (place) => {
      let behind = Number(isServer);
      let madeGood = 0n;
      for (; ; behind += 1) {
        const id = `refused ${behind} steps behind ${begin}`;
        const { error, steps } = await transferUnder(place, id, { from: begin, behind, ...REFUSED });
        // It was done before as much was asked for.
        if (steps.indexOf(begin) + behind >= steps.length) break;
        if (isServer && steps[steps.indexOf(begin) + behind] === commit) {
          expect([error, count(steps, commit)]).toEqual([undefined, 2]);
          madeGood += 1n;
          continue;
        }
        const made = expect.stringContaining('made to fail');
        expect(error, id).toMatchObject({ code: 'store_failed', isRetryable: false, message: made });
        // What became of a commit, and of what is sent with it, is found out by one more attempt, which carries nothing out.
        const isSentWithCommit = steps.includes(commit);
        expect(count(steps, begin), id).toBe(isSentWithCommit ? 2 : 1);
        expect(count(steps, commit), id).toBeLessThanOrEqual(1);
        expect(await ids(place)).not.toContain(id);
      }
      expect(behind).toBeGreaterThan(5);
      expect(madeGood).toBe(isServer ? 1n : 0n);
      expect(await posted(place, 'b')).toBe(1n + madeGood);
      await checkSound(place.house);
    });
  });
});

describe('a server that refuses', () => {
  const [, server] = PLACES;

  test('to begin a transaction: nothing is written on that connection', async () => {
    await server?.at(async (place) => {
      place.arm({ from: 'BEGIN', ...REFUSED });
      const made = expect.stringContaining('made to fail');
      await expect(transfer(place, 'only')).rejects.toMatchObject({ code: 'store_failed', message: made });
      expect(place.steps).toContain('BEGIN');
      expect(place.steps).not.toContain('INSERT');
      place.arm(undefined);
      expect(await posted(place, 'b')).toBe(0n);
      expect(await transfer(place, 'only')).toMatchObject({ ok: true });
      expect(await posted(place, 'b')).toBe(1n);
    });
  });

  test('a statement of a read: who reads next is answered', async () => {
    await server?.at(async (place) => {
      const book = place.house.book('main');
      const read = (): Promise<unknown> => book.statement('b');
      await read();
      const steps = await stepsOf(place, read);
      for (let from = 1; from <= steps.length; from += 1) {
        place.arm({ from, ...REFUSED });
        const error = await read().then(
          () => undefined,
          (reason: unknown) => reason,
        );
        place.arm(undefined);
        // It may have been tried again on another connection.
        if (error !== undefined) expect(error).toMatchObject({ code: 'store_failed' });
        for (let again = 0; again < 3; again += 1)
          expect(await read(), steps[from - 1]).toMatchObject({ lines: [] });
      }
      expect(steps.length).toBeGreaterThan(3);
    });
  });
});
