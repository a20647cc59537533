import { StoreError } from '../../../src/base/store-error.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { Store } from '../../../src/store/store.ts';
import { type FaultPlan, Faults, faultyStore } from '../crash/house-faulty-store.ts';
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

/** A house on a store that fails now and then, and callers with groups who ask until they are answered. */
export class AcrossFaultRun {
  readonly faults = new Faults();
  readonly #store: Store;
  readonly #told: Told[] = [];
  #failed = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** How often a caller was told that something failed. */
  get failed(): number {
    return this.#failed;
  }

  /** Does it all while steps fail, and then, when nothing fails any more, checks what came of it. */
  async run(plan: FaultPlan | undefined, cacheRowsMax: number): Promise<FaultAnswers> {
    const settings = { clock: () => 10, announceExpiries: false, cacheRowsMax };
    const house = await openHouse(faultyStore(this.#store, this.faults), settings);
    this.faults.arm(plan);
    for (const stage of STAGES) await this.#askAll(house, stage);
    await this.#askUnnamed(house);
    // All once more, together: these are repeats.
    await this.#askAll(house, STAGES.flat());
    const { steps } = this.faults;
    this.faults.arm(undefined);
    await this.#askAll(house, [...STAGES.flat(), transfer('afterwards', 'a', 'b', 1n)]);
    await checkGroups(house, this.#told, BOOKS);
    await checkSound(house);
    await house.close();
    this.faults.steps = steps;
    return this.#answers();
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

  async #askAll(house: House, asks: readonly AcrossAsk[]): Promise<void> {
    await Promise.all(
      asks.map(async (ask) => {
        this.#told.push({ ask, answer: await this.#untilAnswered(house, ask, asks.length === 1) });
      }),
    );
  }

  /** Asks again while it is told, in the one clear way, that it failed. */
  async #untilAnswered(house: House, ask: AcrossAsk, isAlone: boolean): Promise<AnyAnswer | AcrossAnswer> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const before = await this.#booksWith(ask);
      try {
        return await askHouse(house, ask);
      } catch (error) {
        const failure = this.#clear(error);
        if (isAlone) await this.#checkRead(house);
        // What was told to be not written is in none of the books that it was not in before.
        if (failure.code !== 'store_failed') continue;
        expectSame(`written of what failed (${failure.message})`, await this.#booksWith(ask), before);
      }
    }
    throw new Error('it fails for ever');
  }

  /** Without an id nobody can ask again: it is done once when it is answered, and never when it is said to have failed. */
  async #askUnnamed(house: House): Promise<void> {
    const before = await this.#seqs();
    let done: readonly number[] = [1];
    try {
      const answer = await askHouse(house, UNNAMED);
      expectSame('the group without an id', answer.ok, true);
      this.#told.push({ ask: UNNAMED, answer });
    } catch (error) {
      done = this.#clear(error).code === 'store_failed' ? [0] : [0, 1];
    }
    const grown = (await this.#seqs()).map((seq, i) => seq - (before[i] ?? 0));
    const [of = 0] = grown;
    expectSame('it is in both books or in none', grown, [of, of]);
    expectSo(done.includes(of), `the group without an id was done ${of} times, and should be ${done}`);
  }

  #clear(error: unknown): StoreError {
    const isClear =
      error instanceof StoreError && (error.code === 'store_failed' || error.code === 'outcome_unknown');
    expectSo(isClear, () => `a caller was told: ${error instanceof Error ? error.stack : error}`);
    this.#failed += 1;
    return error;
  }

  /** While nobody writes, the house says of each book what the store has, also right after something failed. */
  async #checkRead(house: House): Promise<void> {
    for (const book of BOOKS) {
      const entries = await this.#store.latest.allEntries(book, { limit: 1_000 });
      const own = entries.filter(({ account: key }) => key === '1/x');
      const posted = own.reduce((sum, { inflow, outflow }) => sum + inflow - outflow, 0n);
      const balance = await house
        .book(book)
        .balance('x')
        // What makes steps fail may do so here.
        .catch((error: unknown) => this.#clear(error));
      if (balance instanceof Error) continue;
      expectSame(`what ${book} has after a failure`, balance?.posted ?? 0n, posted);
    }
  }

  #seqs(): Promise<number[]> {
    const { latest } = this.#store;
    return Promise.all(booksOf(UNNAMED).map(async (book) => (await latest.head(book))?.seq ?? 0));
  }

  /** Which books have the id, in the store, which is asked behind the back of whatever makes it fail. */
  async #booksWith(ask: AcrossAsk): Promise<string[]> {
    const books = booksOf(ask);
    const ids = ask.id === undefined ? [] : [ask.id];
    const found = await Promise.all(books.map((book) => this.#store.latest.find(book, 'command', 'id', ids)));
    return books.filter((_, i) => (found[i] ?? []).length > 0);
  }
}
