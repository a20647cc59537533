import { StoreError, type StoreErrorCode } from '../../../src/base/store-error.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import type { FaultPlan } from '../crash/fault-plan.ts';
import type { FaultyHouse } from '../crash/faulty-house.ts';
import { checkSound } from '../house/house-checks.ts';
import type { House } from '../house/house-door.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { type AcrossAnswer, type AcrossAsk, askHouse, booksOf } from './across-commands.ts';
import { checkGroups, type Told } from './across-group-checks.ts';

const BOOKS = ['a', 'b', 'c'] as const;

function account(book: string, id: string, floor = 0n): AcrossAsk {
  const input = { kind: 'open_account', account: 'x', asset: 'GBP/2', floor, effectiveAt: 0 } as const;
  return { do: 'plain', book, id, input };
}

function transfer(id: string, from: string, to: string, amount: bigint): AcrossAsk {
  const ends = { from: { book: from, account: 'x' }, to: { book: to, account: 'x' } };
  return { do: 'transfer', id, transfer: { ...ends, amount } };
}

/** What is asked, in stages: what stands in one is asked together, and comes to the same in any order. */
const STAGES: readonly (readonly AcrossAsk[])[] = [
  [account('a', 'a'), account('b', 'b', -50n), account('c', 'c', -50n)],
  [{ do: 'plain', book: 'a', id: '1', input: { kind: 'transfer', from: 'world', to: 'x', amount: 90n } }],
  [transfer('2', 'a', 'b', 10n)],
  [
    {
      do: 'group',
      id: '3',
      commands: [
        { book: 'b', kind: 'hold', hold: 'h', account: 'x', amount: 8n, expiresAt: null, id: 'inside' },
        { book: 'a', kind: 'atomic', commands: [{ kind: 'pay', payment: 'p', account: 'x', amount: 5n }] },
        { book: 'b', kind: 'capture', hold: 'h', amount: 3n },
        // Late: what is behind the frontier has to be loaded.
        { book: 'c', kind: 'transfer', from: 'world', to: 'x', amount: 2n, effectiveAt: 4 },
      ],
    },
    transfer('4', 'c', 'a', 5n),
    { do: 'plain', book: 'b', id: '5', input: { kind: 'transfer', from: 'world', to: 'x', amount: 1n } },
  ],
  // Refused by the second book, and by the first.
  [transfer('6', 'a', 'b', 70n), transfer('7', 'b', 'a', 600n), transfer('8', 'a', 'b', 1n)],
  [{ do: 'group', id: '9', commands: [{ book: 'a', kind: 'transfer', from: 'x', to: 'gone', amount: 1n }] }],
  [transfer('10', 'c', 'b', 1n), transfer('11', 'b', 'c', 2n), transfer('2', 'a', 'c', 10n)],
];

const UNNAMED: AcrossAsk = {
  do: 'transfer',
  transfer: { from: { book: 'b', account: 'x' }, to: { book: 'c', account: 'x' }, amount: 1n },
};

/** What was answered in the end, whatever failed on the way. */
export type FaultAnswers = ReadonlyMap<string, object>;

/** A house in which something fails now and then, and callers with groups who ask until they are answered. */
export class AcrossFaultRun {
  readonly #place: FaultyHouse;
  readonly #told: Told[] = [];
  #failed = 0;

  constructor(place: FaultyHouse) {
    this.#place = place;
  }

  /** How often a caller was told that something failed. */
  get failed(): number {
    return this.#failed;
  }

  /** Does it all while steps fail, and then, when nothing fails any more, checks what came of it. */
  async run(plan: FaultPlan | undefined): Promise<{ answers: FaultAnswers; steps: readonly string[] }> {
    const place = this.#place;
    place.arm(plan);
    for (const stage of STAGES) await this.#askAll(stage);
    await this.#askUnnamed();
    // All once more, together: these are repeats.
    await this.#askAll(STAGES.flat());
    const { steps } = place;
    place.arm(undefined);
    await place.recover();
    await this.#askAll([...STAGES.flat(), transfer('afterwards', 'a', 'b', 1n)]);
    await checkGroups(place.house, this.#told, BOOKS);
    await checkSound(place.house);
    return { answers: this.#answers(), steps };
  }

  /** By id and what was asked; the first answer and all later ones are the same. */
  #answers(): FaultAnswers {
    const answers = new Map<string, object>();
    for (const { ask, answer } of this.#told) {
      if (ask.id === undefined || answer === undefined) continue;
      const key = `${ask.id} on ${booksOf(ask)}`;
      const before = answers.get(key);
      if (before === undefined) answers.set(key, answer);
      else expectSame(`the answer to ${key}, asked again`, answer, before);
    }
    return answers;
  }

  async #askAll(asks: readonly AcrossAsk[]): Promise<void> {
    await Promise.all(
      asks.map(async (ask) => {
        this.#told.push({ ask, answer: await this.#untilAnswered(ask, asks.length === 1) });
      }),
    );
  }

  /** Asks again while it is told, in the one clear way, that it failed. */
  async #untilAnswered(ask: AcrossAsk, isAlone: boolean): Promise<AnyAnswer | AcrossAnswer> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const before = await this.#booksWith(ask);
      try {
        return await askHouse(this.#place.house, ask);
      } catch (error) {
        const failure = await this.#clear(error);
        if (isAlone) await this.#checkRead();
        // What was told to be not written is in none of the books that it was not in before.
        if (failure !== 'store_failed') continue;
        expectSame(`written of what failed (${error})`, await this.#booksWith(ask), before);
      }
    }
    throw new Error('it fails for ever');
  }

  /** Without an id nobody can ask again: it is done once when it is answered, and never when it is said to have failed. */
  async #askUnnamed(): Promise<void> {
    const before = await this.#seqs();
    let done: readonly number[] = [1];
    try {
      const answer = await askHouse(this.#place.house, UNNAMED);
      expectSame('the group without an id', answer.ok, true);
      this.#told.push({ ask: UNNAMED, answer });
    } catch (error) {
      done = (await this.#clear(error)) === 'store_failed' ? [0] : [0, 1];
    }
    const grown = (await this.#seqs()).map((seq, i) => seq - (before[i] ?? 0));
    const [of = 0] = grown;
    expectSame('it is in both books or in none', grown, [of, of]);
    expectSo(done.includes(of), `the group without an id was done ${of} times, and should be ${done}`);
  }

  /** Callers are told in one of two clear ways that something failed; or that the house has closed itself. */
  async #clear(error: unknown): Promise<StoreErrorCode> {
    const isClear = error instanceof StoreError && CLEAR.has(error.code);
    expectSo(isClear, () => `a caller was told: ${error instanceof Error ? error.stack : error}`);
    this.#failed += 1;
    await this.#place.recover();
    // What comes to a house that has closed itself is not written.
    return error.code === 'house_closed' ? 'store_failed' : error.code;
  }

  /** While nobody writes, the house says of each book what is there, also right after something failed. */
  async #checkRead(): Promise<void> {
    for (const name of BOOKS) {
      const read = (house: House): Promise<bigint> =>
        house
          .book(name)
          .balance('x')
          .then((balance) => balance?.posted ?? 0n);
      // What makes steps fail may do so here.
      const posted = await read(this.#place.house).catch((error: unknown) => this.#clear(error));
      if (typeof posted === 'bigint') {
        expectSame(`what ${name} has after a failure`, posted, await this.#place.aside(read));
      }
    }
  }

  /** Looked up, as the ids below, behind the back of whatever makes things fail. */
  #seqs(): Promise<number[]> {
    return this.#place.aside((house) =>
      Promise.all(booksOf(UNNAMED).map(async (book) => (await house.book(book).head()).seq)),
    );
  }

  /** Which books have the id. */
  async #booksWith(ask: AcrossAsk): Promise<string[]> {
    const { id } = ask;
    if (id === undefined) return [];
    const books = booksOf(ask);
    const found = await this.#place.aside((house) =>
      Promise.all(books.map((book) => house.book(book).command(id))),
    );
    return books.filter((_, i) => found[i] !== undefined);
  }
}

const CLEAR: ReadonlySet<StoreErrorCode> = new Set(['store_failed', 'outcome_unknown', 'house_closed']);
