import { StoreError, type StoreErrorCode } from '../../../src/base/store-error.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { Store } from '../../../src/store/store.ts';
import { PlainHouse } from '../../oracle/plain-house.ts';
import { checkSound, checkWhole } from '../house/house-checks.ts';
import {
  allEvents,
  askBook,
  askBulk,
  callMethod,
  type House,
  type OpenOptions,
} from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { replayRecords } from '../house/house-records.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { type FaultPlan, Faults, faultyStore } from './house-faulty-store.ts';

const BOOKS = ['one', 'two'] as const;

/** What is done in a run: the same each time, so that each step of the store comes at the same number. */
const STAGES: readonly { readonly book: string; readonly inputs: readonly HouseInput[] }[] = [
  {
    book: 'one',
    inputs: [
      { kind: 'open_account', id: '1', account: 'a', asset: 'GBP/2', effectiveAt: 0 },
      { kind: 'open_account', id: '2', account: 'b', asset: 'GBP/2', effectiveAt: 0, floor: -5n },
      { kind: 'transfer', id: '3', from: 'world', to: 'a', amount: 20n },
      { kind: 'transfer', id: '4', from: 'a', to: 'b', amount: 30n },
    ],
  },
  {
    book: 'two',
    inputs: [
      { kind: 'open_account', id: '1', account: 'a', asset: 'JPY/0', effectiveAt: 0 },
      { kind: 'pay', id: '2', payment: 'p', account: 'a', amount: 9n },
      { kind: 'pay', id: '3', payment: 'q', account: 'a', amount: 4n, effectiveAt: 1 },
    ],
  },
  {
    book: 'one',
    inputs: [
      { kind: 'hold', id: '5', hold: 'h', account: 'a', amount: 8n, expiresAt: 90 },
      { kind: 'atomic', id: '6', commands: [{ kind: 'capture', hold: 'h', amount: 3n, id: '7' }] },
      {
        kind: 'atomic',
        id: '8',
        commands: [
          { kind: 'release', hold: 'h' },
          { kind: 'release', hold: 'h' },
        ],
      },
      { kind: 'offer', id: '9', offer: 'o', from: 'a', to: 'b', amount: 2n, expiresAt: 5 },
    ],
  },
  {
    book: 'two',
    inputs: [
      { kind: 'refund', id: '4', refund: 'r', account: 'a', amount: 10n, rules: ['RECENT_FIRST'] },
      { kind: 'reverse', id: '5', transaction: '4' },
      { kind: 'grant', id: '6', credit: 'c', account: 'a', amount: 5n, expiry: { n: 4n } },
      { kind: 'spend', id: '7', account: 'a', amount: 3n, clock: { n: 1n } },
      // Late: what is behind the frontier has to be loaded.
      { kind: 'transfer', id: '8', from: 'world', to: 'a', amount: 1n, effectiveAt: 1 },
    ],
  },
];

/** A house on a store that fails now and then, and whoever keeps asking until everything is answered. */
export class FaultRun {
  readonly faults: Faults;
  /** What callers were told when something failed. */
  readonly codes: StoreErrorCode[] = [];
  readonly #store: Store;
  readonly #house: House;
  /** What was answered in the end, by book and id. */
  readonly #answers: { readonly book: string; readonly answer: AnyAnswer }[] = [];
  readonly #across: Awaited<ReturnType<House['atomic']>>[] = [];

  private constructor(store: Store, faults: Faults, house: House) {
    this.#store = store;
    this.faults = faults;
    this.#house = house;
  }

  /** @param isExclusive what the store is to say of itself; default: what is so */
  static async begin(store: Store, options?: OpenOptions, isExclusive?: boolean): Promise<FaultRun> {
    const faults = new Faults();
    const settings = { clock: () => 10, announceExpiries: false, ...options };
    return new FaultRun(store, faults, await openHouse(faultyStore(store, faults, isExclusive), settings));
  }

  async run(plan: FaultPlan | undefined): Promise<void> {
    this.faults.arm(plan);
    for (const { book, inputs } of STAGES) await this.#askAll(book, inputs);
    await this.#askAcross();
    // All once more, together: these are repeats, on both books.
    await Promise.all([...STAGES.map(({ book, inputs }) => this.#askAll(book, inputs)), this.#askAcross()]);
    await this.#transact();
    await this.#askUnnamed();
    await this.#read();
    await this.#announce();
  }

  /** Nothing fails any more: all is there once, as it was answered, and the house goes on. */
  async check(): Promise<void> {
    this.faults.arm(undefined);
    const plain = new PlainHouse();
    for (const name of BOOKS) {
      const book = this.#house.book(name);
      const answer = await book.transfer({ from: 'world', to: 'a', amount: 1n, id: 'afterwards' });
      expectSame('the house goes on', answer.ok, true);
      replayRecords(name, await allEvents(book), plain.book(name));
    }
    for (const { book, answer } of this.#answers) {
      expectSame(`${book}: the answer to ${answer.id}`, answer, plain.book(book).answerTo(answer.id));
    }
    for (const answer of this.#across) {
      const seqs = BOOKS.map((book) => [book, plain.book(book).answerTo('across')?.seq]);
      expectSame('a group on both books', answer.ok && answer.seqs, Object.fromEntries(seqs));
      expectSame('a group on both books, asked again', answer, this.#across[0]);
    }
    for (const { book, inputs } of STAGES) {
      for (const { id = '' } of inputs) {
        expectSo(plain.book(book).isTaken(id), `${book}: ${id} was answered and is not in the journal`);
      }
    }
    await checkSound(this.#house);
    await checkWhole(this.#house, plain, 10);
    await this.#house.close();
  }

  /** The first alone, the next two together, the rest in bulk. */
  async #askAll(name: string, inputs: readonly HouseInput[]): Promise<void> {
    const book = this.#house.book(name);
    const alone = inputs.slice(0, 3).map((input, i) => async () => {
      // Asked one after the other the first time, so that there is something to rely on.
      if (i > 0) await Promise.resolve();
      this.#note(name, [await this.#untilAnswered(() => askBook(book, input), askedIn(name, [input]))]);
    });
    const [first, ...others] = alone;
    await first?.();
    await Promise.all(others.map((ask) => ask()));
    const rest = inputs.slice(3);
    if (rest.length > 0) {
      this.#note(name, await this.#untilAnswered(() => askBulk(book, rest), askedIn(name, rest)));
    }
  }

  #note(book: string, answers: readonly AnyAnswer[]): void {
    for (const answer of answers) this.#answers.push({ book, answer });
  }

  /** A group on both books, in one transaction of the store. */
  async #askAcross(): Promise<void> {
    const commands = BOOKS.map((book) => {
      return { book, kind: 'transfer', from: 'world', to: 'a', amount: 6n } as const;
    });
    const asked = BOOKS.map((book) => ({ book, id: 'across' }));
    this.#across.push(await this.#untilAnswered(() => this.#house.atomic(commands, { id: 'across' }), asked));
  }

  /** A transaction with one inside that is rolled back. Asked again, it sees what it did, and does it once. */
  async #transact(): Promise<void> {
    const book = this.#house.book('one');
    const answer = await this.#untilAnswered(() =>
      book.transaction(
        async (tx) => {
          await callMethod(tx, { kind: 'transfer', from: 'world', to: 'b', amount: 5n });
          await tx.begin();
          await callMethod(tx, { kind: 'transfer', from: 'world', to: 'a', amount: 100n });
          await tx.rollback();
          return 'done';
        },
        { id: 'tx' },
      ),
    );
    expectSame('the transaction', { ok: answer.ok, id: answer.id }, { ok: true, id: 'tx' });
  }

  /** A command that has no id to be asked again with: it is there once when it was answered, and not when it was refused. */
  async #askUnnamed(): Promise<void> {
    const before = await this.#ids();
    const asking = this.#house.book('one').transfer({ from: 'world', to: 'b', amount: 2n });
    const [outcome] = await Promise.allSettled([asking]);
    const added = (await this.#ids()).filter((id) => !before.includes(id));
    if (outcome.status === 'fulfilled') {
      expectSame('what came without an id and was answered', added, [outcome.value.id]);
      this.#note('one', [outcome.value]);
      return;
    }
    const isKnown = this.#noteFailure(outcome.reason) === 'store_failed';
    const most = isKnown ? 0 : 1;
    expectSo(added.length <= most, `what came without an id and failed is there ${added.length} times`);
  }

  /** The ids of all commands of one book, found behind the back of whatever makes the store fail. */
  async #ids(): Promise<string[]> {
    return (await this.#store.latest.journal('one', { limit: 1_000 })).map(({ id }) => id);
  }

  async #read(): Promise<void> {
    const book = this.#house.book('one');
    await this.#untilAnswered(() => book.balance('a', { at: 10 }));
    await this.#untilAnswered(() => book.balances(['a', 'b', 'c'], { at: 4, knownAt: 10 }));
    await this.#untilAnswered(() => book.statement('a'));
    await this.#untilAnswered(() => book.holds({}));
    await this.#untilAnswered(() => book.events({ limit: 3 }));
    await this.#untilAnswered(() => this.#house.books());
    await this.#untilAnswered(() => book.trialBalance());
  }

  async #announce(): Promise<void> {
    await this.#untilAnswered(() => this.#house.book('one').announceExpiries(10));
  }

  /** Asks again while it is told, in the one clear way, that it failed. */
  async #untilAnswered<T>(ask: () => Promise<T>, asked?: readonly Asked[]): Promise<T> {
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const before = asked === undefined ? [] : await this.#written(asked);
      try {
        return await ask();
      } catch (error) {
        const code = this.#noteFailure(error);
        if (code === 'store_failed' && asked !== undefined) {
          expectSame(`written of what failed (${error})`, await this.#written(asked), before);
        }
      }
    }
    throw new Error('it fails for ever');
  }

  /** Callers are told in one of two clear ways that something failed. */
  #noteFailure(error: unknown): StoreErrorCode {
    const isClear =
      error instanceof StoreError && (error.code === 'store_failed' || error.code === 'outcome_unknown');
    expectSo(isClear, () => `a caller was told: ${error instanceof Error ? error.stack : error}`);
    this.codes.push(error.code);
    return error.code;
  }

  /** Which of the ids that were asked are in the store, which is asked behind the back of whatever makes it fail. */
  async #written(asked: readonly Asked[]): Promise<string[]> {
    const found: string[] = [];
    for (const name of BOOKS) {
      const ids = asked.filter(({ book }) => book === name).map(({ id }) => id);
      const rows = ids.length === 0 ? [] : await this.#store.latest.find(name, 'command', 'id', ids);
      found.push(...rows.map(({ id }) => `${name} ${id}`));
    }
    return found.sort();
  }
}

interface Asked {
  readonly book: string;
  readonly id: string;
}

function askedIn(book: string, inputs: readonly HouseInput[]): Asked[] {
  return inputs.map(({ id = '' }) => ({ book, id }));
}
