import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../../../src/base/store-error.ts';
import type { House } from '../house/house-door.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { SeededChoices } from '../random/house-random.ts';
import {
  askHouse,
  type DatabaseAnswer,
  type DatabaseAsk,
  DatabaseAsks,
  databaseBeginnings,
} from './database-asks.ts';

/** Nothing takes so long, however slow the machine: who has waited for so long was forgotten. */
const FORGOTTEN_MS = 150_000;

/** Clients on one or several houses, who ask again under the same id for as long as they are told that something failed. */
export class DatabaseLoad {
  readonly #houses: readonly House[];
  readonly #seed: number;
  /** Everything that was asked, by id: what it was, and the first answer. */
  readonly answers = new Map<string, { readonly ask: DatabaseAsk; readonly answer: DatabaseAnswer }>();
  /** How often callers were told what, by the error's code. */
  readonly told = { store_failed: 0, outcome_unknown: 0 };
  readonly #holds = new Map<string, string[]>();
  #clients: Promise<void>[] = [];
  #isStopping = false;
  #failure: unknown;

  constructor(houses: readonly House[], seed: number) {
    this.#houses = houses;
    this.#seed = seed;
  }

  async begin(clients: number): Promise<void> {
    for (const asks of databaseBeginnings()) await this.#settle(new SeededChoices(this.#seed), asks);
    this.#clients = Array.from({ length: clients }, (_, i) => this.#serve(i));
  }

  /** Resolves when so many more commands were answered. */
  async untilAnswered(more: number): Promise<void> {
    const goal = this.answers.size + more;
    await this.until(() => this.answers.size >= goal, `${more} more answers`);
  }

  async until(isSo: () => boolean, what: string): Promise<void> {
    const end = Date.now() + FORGOTTEN_MS;
    while (!isSo()) {
      if (this.#failure !== undefined) throw this.#failure;
      expectSo(
        Date.now() < end,
        () => `there should be ${what}; callers were told ${JSON.stringify(this.told)}`,
      );
      await sleep(5);
    }
  }

  /** Lets every client come to its answer, and no further. Throws what any of them saw that must not be. */
  async finish(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#clients);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #serve(number: number): Promise<void> {
    const choices = new SeededChoices(this.#seed * 1_000 + number);
    const asks = new DatabaseAsks(choices, `s${this.#seed}c${number}`, this.#holds);
    while (!this.#isStopping) {
      try {
        await this.#act(choices, asks);
      } catch (error) {
        this.#failure ??= error;
        this.#isStopping = true;
      }
    }
  }

  async #act(choices: SeededChoices, asks: DatabaseAsks): Promise<void> {
    const kind = choices.below(20);
    if (kind < 14) return this.#settle(choices, asks.next());
    if (kind < 16) {
      const next = asks.next();
      // The same under the same ids at once, perhaps of another house.
      await Promise.all([this.#settle(choices, next), this.#settle(choices, next)]);
      return;
    }
    const before = choices.pick([...this.answers.values()].slice(-300));
    if (kind < 18) return this.#settle(choices, [before.ask]);
    if (kind === 18) return this.#findRow(choices, before);
    await this.#untilTold(choices, async (house) => {
      const [balance] = await house.book('one').balances(['a']);
      expectSo((balance?.available ?? -1n) >= 0n, `one: a has ${balance?.available} to spend`);
    });
  }

  /** Asks until there is an answer. It must be the first one that anybody was given under that id. */
  async #settle(choices: SeededChoices, asks: readonly DatabaseAsk[]): Promise<void> {
    const answers = await this.#untilTold(choices, (house) => askHouse(house, asks), 'outcome_unknown');
    expectSame('as many answers as commands', answers.length, asks.length);
    for (const [i, ask] of asks.entries()) {
      const answer = answers[i];
      if (answer === undefined) continue;
      const key = 'across' in ask ? `across ${ask.id}` : `${ask.book} ${ask.id}`;
      const before = this.answers.get(key);
      if (before === undefined) this.answers.set(key, { ask, answer });
      else expectSame(`the answer to ${key}, asked again`, answer, before.answer);
    }
  }

  /** What was acknowledged is in the journal, whatever happened to the database since. */
  async #findRow(
    choices: SeededChoices,
    { ask, answer }: { readonly ask: DatabaseAsk; readonly answer: DatabaseAnswer },
  ): Promise<void> {
    if (!('book' in ask) || !('seq' in answer) || answer.seq === undefined) return;
    const { seq } = answer;
    const found = await this.#untilTold(choices, (house) =>
      house.book(ask.book).events({ after: seq - 1, limit: 1 }),
    );
    expectSame(`${ask.book}: journal row ${seq}, which was acknowledged`, found[0]?.id ?? 'none', ask.id);
  }

  /** Asks one of the houses, and again while it says in a clear way that it could not; of a write perhaps that it is unknown. */
  async #untilTold<T>(
    choices: SeededChoices,
    ask: (house: House) => Promise<T>,
    unknown?: 'outcome_unknown',
  ): Promise<T> {
    for (;;) {
      try {
        return await notForgotten(ask(choices.pick(this.#houses)));
      } catch (error) {
        this.#note(error, unknown);
      }
      await sleep(choices.below(30));
    }
  }

  #note(error: unknown, unknown: 'outcome_unknown' | undefined): void {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === unknown) this.told.outcome_unknown += 1;
    else if (error.code === 'store_failed' && error.isRetryable) this.told.store_failed += 1;
    else throw error;
  }
}

async function notForgotten<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const forgotten = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a caller was told nothing at all')), FORGOTTEN_MS);
  });
  try {
    return await Promise.race([work, forgotten]);
  } finally {
    clearTimeout(timer);
  }
}
