import { describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { PlainHouse } from '../oracle/plain-house.ts';
import {
  eventsKnownAt,
  numberedBalance,
  numberedBalances,
  plainBalance,
  plainBalances,
} from '../oracle/plain-house-balances.ts';
import { forgetDerived } from '../support/house/forget-derived.ts';
import { checkReads } from '../support/house/house-check-reads.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { askBulk, type OpenBook } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { HOUSE, HOUSES, type HouseKind, type HousePlace, inPlace } from '../support/house/house-places.ts';
import { expectSame } from '../support/house/house-same.ts';
import { HISTORY_ACCOUNTS, longHistory } from '../support/random/house-history.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const LENGTH = 2_400;
const QUESTIONS = 250;
/** Where each question is several round trips. */
const QUESTIONS_TO_A_SERVER = 25;
const MOMENTS_ON_A_SERVER = 25;

interface Question {
  readonly at: number;
  readonly knownAt?: number;
  readonly expected: readonly unknown[];
  readonly world: unknown;
}

/** Questions at random moments, with what the sums over all entries say. */
function questionsTo(plain: PlainHouse, choices: SeededChoices, count: number): Question[] {
  const book = plain.book('main');
  const latest = book.rows.at(-1)?.recordedAt ?? 0;
  return Array.from({ length: count }, (_, i) => {
    const at = choices.below(LENGTH / 3 + 120) - 3;
    const knownAt = choices.below(latest + 3) - 1;
    const asOf = i % 3 === 0 ? { at } : { at, knownAt };
    const events = eventsKnownAt(book, i % 3 === 0 ? undefined : knownAt);
    const balances = (i % 3 === 0 ? numberedBalances : plainBalances)(events, at);
    const expected = HISTORY_ACCOUNTS.map((id) => balances.find(({ account }) => account === id) ?? null);
    return {
      ...asOf,
      expected,
      world: (i % 3 === 0 ? numberedBalance : plainBalance)(events, 'world', at, 'GBP/2'),
    };
  });
}

async function expectAnswers(book: OpenBook, questions: readonly Question[]): Promise<void> {
  for (const { expected, world, ...asOf } of questions) {
    const where = `at ${asOf.at}, known at ${asOf.knownAt ?? 'the end'}`;
    expectSame(where, await book.balances([...HISTORY_ACCOUNTS], asOf), expected);
    // A world that nobody has heard of may be there with nothing, or not be there.
    const found = await book.balance('world', { ...asOf, asset: 'GBP/2' });
    if (world !== null) expectSame(`the world, ${where}`, found, world);
    else expect(found?.posted ?? 0n).toBe(0n);
  }
}

async function travel(place: HousePlace, kind: HouseKind, seed: number, cacheRowsMax: number): Promise<void> {
  const count = kind.isShared ? QUESTIONS_TO_A_SERVER : QUESTIONS;
  const clock = { now: 0 };
  const options = { clock: () => clock.now, announceExpiries: false, cacheRowsMax };
  let store = await place.openStore();
  let house = await openHouse(store, options);
  let book = house.book('main');
  const plain = new PlainHouse();
  const choices = new SeededChoices(seed);
  const waiting: HouseInput[] = [...longHistory(seed, LENGTH)];
  while (waiting.length > 0) {
    // Bulk of all sizes, so that checkpoints fall within and between batches.
    const some = waiting.splice(0, 1 + choices.below(choices.pick([3, 40, 400])));
    // It goes about as fast as the history does: checkpoints are taken of what is past.
    clock.now += choices.below(1 + some.length);
    const answers = await askBulk(book, some);
    for (const [i, input] of some.entries()) {
      const expected = plain.book('main').submit(input, input.id ?? '', clock.now);
      expectSame(`the answer to ${input.id}`, answers[i], expected);
    }
  }
  await expectAnswers(book, questionsTo(plain, choices, count));
  // What comes late to any moment makes some of the checkpoints wrong.
  const submit = async (effectiveAt: number, name: string): Promise<void> => {
    const [from, to] = choices.chance(50) ? ['a', 'b'] : ['c', 'world'];
    const id = `${name} ${effectiveAt}`;
    const input = { kind: 'transfer', id, from, to, amount: 7n, effectiveAt } as const;
    const [answer] = await askBulk(book, [input]);
    expectSame('a late command', answer, plain.book('main').submit(input, input.id, clock.now));
  };
  for (let i = 0; i < 12; i += 1) await submit(Math.floor(((12 - i) * LENGTH) / 39), 'late');
  const questions = questionsTo(plain, choices, count);
  await expectAnswers(book, questions);
  await checkSound(house);

  // What is derived from the journal, and what is in memory, costs time when it is gone, and nothing else.
  expect(await forgetDerived(store, 'main')).toBeGreaterThan(0);
  expect(await forgetDerived(store, 'main')).toBe(0);
  if (kind.isDurable) {
    await house.close();
    store = await place.openStore();
    house = await openHouse(store, options);
    book = house.book('main');
  }
  await expectAnswers(book, questions);
  for (const effectiveAt of [3, LENGTH / 6, LENGTH]) await submit(effectiveAt, 'without what is derived');
  await expectAnswers(book, questionsTo(plain, choices, count));
  await checkSound(house);
  await house.close();
}

describe('a balance at any moment, as known at any moment, is the sum of the entries', () => {
  test.each<[HouseKind['name'], number, number]>([
    ['memory', 1, 1_000_000],
    ['memory', 2, 1_000_000],
    ['sqlite', 3, 1_000_000],
    ['sqlite', 4, 0],
    ['postgres', 3, 1_000_000],
    ['postgres', 4, 0],
  ])('%s, seed %i, %i rows cached', async (name, seed, cacheRowsMax) => {
    const kind = HOUSE[name];
    await inPlace(kind, (place) => travel(place, kind, seed, cacheRowsMax));
  });

  test.each(HOUSES)('statements and trial balances agree with it, $name', async (kind) => {
    await inPlace(kind, async ({ url }) => {
      const clock = { now: 0 };
      const house = await open(url, { clock: () => clock.now, announceExpiries: false });
      const plain = new PlainHouse();
      for (const input of longHistory(5, 120)) {
        clock.now += Number(input.id) % 3 === 0 ? 1 : 0;
        const [answer] = await askBulk(house.book('main'), [input]);
        const expected = plain.book('main').submit(input, input.id ?? '', clock.now);
        expectSame(`the answer to ${input.id}`, answer, expected);
      }
      await checkReads(
        house.book('main'),
        plain.book('main'),
        kind.isShared ? MOMENTS_ON_A_SERVER : undefined,
      );
      await house.close();
    });
  });
});
