import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { PlainHouse } from '../oracle/plain-house.ts';
import { numberedBalances } from '../oracle/plain-house-balances.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS, Load } from '../support/crash/house-load.ts';
import { checkSound, checkWhole } from '../support/house/house-checks.ts';
import { askBook, type House } from '../support/house/house-door.ts';
import type { HouseInput } from '../support/house/house-input.ts';
import { expectSame } from '../support/house/house-same.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const NODES = 3;
const STEPS = 300;

interface Turn {
  readonly book: string;
  readonly input: HouseInput;
}

/** Nodes that take turns in any order, so that nearly every command finds what its node remembers stale. */
class Turns {
  readonly plain = new PlainHouse();
  readonly #choices: SeededChoices;
  readonly #loads: ReadonlyMap<string, Load>;
  readonly #houses: readonly House[];
  readonly #moment: { now: number };
  readonly #asked: Turn[] = [];
  readonly #lastWriter = new Map<string, number>();
  /** What was decided by a node after another had written: `KIND yes` or `KIND no`. */
  readonly decided = new Set<string>();

  constructor(seed: number, houses: readonly House[], moment: { now: number }) {
    this.#choices = new SeededChoices(seed);
    this.#loads = new Map(LOAD_BOOKS.map((book, i) => [book, new Load(seed * 3 + i, 't', () => moment.now)]));
    this.#houses = houses;
    this.#moment = moment;
  }

  async begin(): Promise<void> {
    for (const [book, load] of this.#loads) {
      for (const input of load.beginnings()) await this.#take({ book, input });
    }
  }

  async step(): Promise<void> {
    const choices = this.#choices;
    this.#moment.now += choices.below(12);
    const [book, load] = choices.pick([...this.#loads]);
    const isRepeat = choices.chance(10) && this.#asked.length > 0;
    const turn = isRepeat ? choices.pick(this.#asked) : { book, input: load.next() };
    if (!isRepeat) this.#asked.push(turn);
    await this.#take(turn);
    await this.#read();
  }

  async #take(turn: Turn): Promise<void> {
    const { book, input } = turn;
    const node = this.#choices.below(NODES);
    const answer = await askBook(this.#node(node).book(book), input);
    const expected = this.plain.book(book).submit(input, input.id ?? '', this.#moment.now);
    expectSame(`${book}: the answer of node ${node} to ${input.id}`, answer, expected);
    const isMoved = this.#lastWriter.get(book) !== node;
    if (isMoved) this.decided.add(`${input.kind} ${answer.ok ? 'yes' : 'no'}`);
    this.#lastWriter.set(book, node);
  }

  /** Another node, or the same, tells what is true now and at the end. */
  async #read(): Promise<void> {
    const choices = this.#choices;
    const [name, account] = [choices.pick(LOAD_BOOKS), choices.pick(LOAD_ACCOUNTS)];
    const node = choices.below(NODES);
    const book = this.#node(node).book(name);
    const { events, presentAt } = this.#present(name);
    const isNow = choices.chance(50);
    const at = isNow ? presentAt : Number.MAX_SAFE_INTEGER;
    const balance = await (isNow ? book.balance(account) : book.balance(account, { at }));
    const expected = numberedBalances(events, at).find((one) => one.account === account) ?? null;
    expectSame(`${name}: ${account} at ${at}, told by node ${node}`, balance, expected);
  }

  #present(name: string): { events: ReturnType<PlainHouse['book']>['events']; presentAt: number } {
    const plain = this.plain.book(name);
    return { events: plain.events, presentAt: plain.presentAt(this.#moment.now) };
  }

  #node(node: number): House {
    const house = this.#houses[node];
    if (house === undefined) throw new Error(`there is no node ${node}`);
    return house;
  }
}

describe('nodes that take turns answer as one would', () => {
  const decided = new Set<string>();

  test.each([1, 2])('seed %i', async (seed) => {
    const schema = await makeSchema('writers=2&readers=2');
    const moment = { now: 1_000 };
    const openNode = (): Promise<House> =>
      open(schema.url, { announceExpiries: false, clock: () => moment.now });
    const houses = await Promise.all(Array.from({ length: NODES }, openNode));
    try {
      const turns = new Turns(seed, houses, moment);
      await turns.begin();
      for (let i = 0; i < STEPS; i += 1) await turns.step();
      for (const each of turns.decided) decided.add(each);
      const [house] = houses;
      if (house === undefined) throw new Error('there is no node');
      await checkSound(house);
      await checkWhole(house, turns.plain, moment.now, 5);
    } finally {
      await Promise.all(houses.map((house) => house.close()));
      await schema.drop();
    }
  });

  test('commands of nearly all kinds were accepted, and refused, by a node that had not seen the last one', () => {
    const kinds = [...decided].map((each) => each.split(' ')[0]);
    expect(new Set(kinds).size).toBeGreaterThan(14);
    expect(decided.size).toBeGreaterThan(22);
  });
});
