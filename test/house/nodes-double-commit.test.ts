import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents, askBulk, type House } from '../support/house/house-door.ts';
import { withoutReplayed } from '../support/house/house-same.ts';
import { NodeCrowd } from '../support/nodes/node-crowd.ts';
import type { DoorAnswer, DoorAsk } from '../support/nodes/node-door-child.ts';
import {
  accountsOf,
  OTHER_BOOK,
  RACE_ACROSS,
  RACE_BOOK,
  RACES,
  type Race,
} from '../support/nodes/node-races.ts';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';

const NODES = 4;
const CONNECTIONS = 8;
const ROUNDS = 6;

let schema: PostgresSchema;
let house: House;
let crowd: NodeCrowd;
let rounds = 0;

beforeAll(async () => {
  schema = await makeSchema('writers=2&readers=2');
  house = await open(schema.url, { announceExpiries: false });
  crowd = await NodeCrowd.start(schema, NODES, CONNECTIONS / NODES);
  await house.book(OTHER_BOOK).openAccount({ account: 'till', asset: 'GBP/2' });
});

afterAll(async () => {
  await crowd.close();
  await house.close();
  await schema.drop();
});

/** One round of a race: every connection takes, each under the id that is given for its number. */
async function run(
  race: Race,
  asks: (round: string, connection: number) => ReturnType<Race['take']>,
): Promise<{ answers: DoorAnswer[]; round: string; rows: number; posted: (bigint | undefined)[] }> {
  rounds += 1;
  const round = `${rounds}`;
  const book = house.book(RACE_BOOK);
  const made = await askBulk(book, [...accountsOf(round), ...race.before(round)]);
  expect(made.every(({ ok }) => ok)).toBe(true);
  const { seq } = await book.head();
  const all = Array.from({ length: crowd.size }, (_, i): DoorAsk['ask'] => ({
    book: RACE_BOOK,
    ...asks(round, i),
  }));
  // Every other time all of them are held back until the last one has come.
  const isGated = rounds % 2 === 0;
  const answers = isGated
    ? await crowd.askAtOnce(RACE_BOOK, all)
    : await Promise.all(all.map((ask, each) => crowd.ask(each, ask)));
  const balances = await book.balances([`a${round}`, `b${round}`]);
  const rows = (await allEvents(book, seq)).length;
  return { answers, round, rows, posted: balances.map((balance) => balance?.posted) };
}

const isYes = (answer: DoorAnswer): boolean => answer?.ok === true;
const reasonOf = (answer: DoorAnswer): unknown =>
  answer !== null && 'reason' in answer ? answer.reason : undefined;

describe.each([...RACES, RACE_ACROSS])('$name, from 8 connections on 4 nodes at once', (race) => {
  test('with one id: it takes effect once, and all get the same answer', async () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const { answers, rows, posted } = await run(race, (round) => race.take(round, `same${round}`));
      expect(answers).toHaveLength(CONNECTIONS);
      expect(answers.filter(isYes)).toHaveLength(CONNECTIONS);
      for (const answer of answers.map(withoutReplayed)) expect(answer).toEqual(withoutReplayed(answers[0]));
      expect({ rows, posted }).toEqual({ rows: 1, posted: race.after });
    }
  });

  test('with an id each: one takes effect, and the others are refused', async () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const { answers, rows, posted } = await run(race, (round, each) =>
        race.take(round, `own${round}/${each}`),
      );
      const refused = answers.filter((answer) => !isYes(answer));
      expect(refused).toHaveLength(CONNECTIONS - 1);
      expect(refused.map(reasonOf)).toEqual(refused.map(() => race.reason));
      expect(new Set(answers.map((answer) => answer?.id)).size).toBe(CONNECTIONS);
      expect({ rows, posted }).toEqual({ rows: CONNECTIONS, posted: race.after });
    }
  });

  test('with one id for two commands: one takes effect, and the other is a conflict', async () => {
    for (let i = 0; i < ROUNDS; i += 1) {
      const { answers, rows } = await run(race, (round, each) =>
        each % 2 === 0 ? race.take(round, `two${round}`) : race.takeLess(round, `two${round}`),
      );
      const sides = [0, 1].map((side) => answers.filter((_, each) => each % 2 === side));
      const [won, lost] = sides.every((side) => side.every(isYes)) ? [] : sides.toSorted(byWins);
      for (const answer of won ?? []) expect(withoutReplayed(answer)).toEqual(withoutReplayed(won?.[0]));
      expect(won?.every(isYes)).toBe(true);
      expect(lost?.map(reasonOf)).toEqual(lost?.map(() => 'id_conflict'));
      expect(lost).toHaveLength(CONNECTIONS / 2);
      expect(rows).toBe(1);
    }
  });
});

function byWins(one: readonly DoorAnswer[], other: readonly DoorAnswer[]): number {
  return other.filter(isYes).length - one.filter(isYes).length;
}

test('after all of them the house is without a fault', async () => {
  await checkSound(house);
  const { problems } = await house.verify({ decideAgain: true });
  expect(problems).toEqual([]);
});
