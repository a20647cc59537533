import { StoreError, type StoreErrorCode } from '../../../src/base/store-error.ts';
import type { AnyAnswer } from '../../../src/engine/answer.ts';
import { PlainHouse } from '../../oracle/plain-house.ts';
import { checkSound, checkWhole } from '../house/house-checks.ts';
import { allEvents, askBook, askBulk, callMethod, type House, type OpenBook } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { replayRecords } from '../house/house-records.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FaultyHouse } from './faulty-house.ts';

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
      { kind: 'open_account', id: 'c', account: 'c', asset: 'GBP/2', effectiveAt: 0 },
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

/** A house in which something fails now and then, and whoever keeps asking until everything is answered. */
export class FaultRun {
  /** What callers were told when something failed. */
  readonly codes: StoreErrorCode[] = [];
  readonly #place: FaultyHouse;
  /** What was answered in the end, by book and id. */
  readonly #answers: { readonly book: string; readonly answer: AnyAnswer }[] = [];
  readonly #across: Awaited<ReturnType<House['atomic']>>[] = [];

  constructor(place: FaultyHouse) {
    this.#place = place;
  }

  get #house(): House {
    return this.#place.house;
  }

  async run(plan: FaultPlan | undefined): Promise<void> {
    this.#place.arm(plan);
    for (const { book, inputs } of STAGES) await this.#askAll(book, inputs);
    await this.#askAcross();
    // All once more, together: these are repeats, on both books.
    await Promise.all([...STAGES.map(({ book, inputs }) => this.#askAll(book, inputs)), this.#askAcross()]);
    await this.#transact();
    await this.#askUnnamed();
    await this.#askTogether();
    await this.#read();
    await this.#announce();
  }

  /** Nothing fails any more: all is there once, as it was answered, and the house goes on. */
  async check(momentsMax?: number): Promise<void> {
    this.#place.arm(undefined);
    await this.#place.recover();
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
    await checkWhole(this.#house, plain, 10, momentsMax);
  }

  /** The first alone, the next two together, the rest in bulk. */
  async #askAll(name: string, inputs: readonly HouseInput[]): Promise<void> {
    const alone = inputs.slice(0, 3).map((input, i) => async () => {
      // Asked one after the other the first time, so that there is something to rely on.
      if (i > 0) await Promise.resolve();
      const ask = (): Promise<AnyAnswer> => askBook(this.#house.book(name), input);
      this.#note(name, [await this.#untilAnswered(ask, askedIn(name, [input]))]);
    });
    const [first, ...others] = alone;
    await first?.();
    await Promise.all(others.map((ask) => ask()));
    const rest = inputs.slice(3);
    if (rest.length > 0) {
      const ask = (): Promise<AnyAnswer[]> => askBulk(this.#house.book(name), rest);
      this.#note(name, await this.#untilAnswered(ask, askedIn(name, rest)));
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
    const answer = await this.#untilAnswered(() =>
      this.#house.book('one').transaction(
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
    const before = await this.#ids('one');
    const asking = this.#house.book('one').transfer({ from: 'world', to: 'b', amount: 2n });
    const [outcome] = await Promise.allSettled([asking]);
    await this.#checkUnnamed(before, [outcome]);
  }

  /**
   * Several without ids in one batch, which looks at more than it writes: a transaction that has only read, and late
   * commands. An attempt that was carried out without an answer is looked for, and what is found stays found, whatever fails
   * next.
   */
  async #askTogether(): Promise<void> {
    const reading = await this.#untilAnswered(async () => {
      const tx = await this.#house.book('one').begin();
      await tx.balances(['c', 'nobody']);
      return tx;
    });
    const before = await this.#ids('one');
    const book = this.#house.book('one');
    const asking = [
      book.transfer({ from: 'world', to: 'b', amount: 3n }),
      book.transfer({ from: 'world', to: 'a', amount: 1n, effectiveAt: 2 }),
    ];
    const seen = reading.commit();
    const [read, ...outcomes] = await Promise.allSettled([seen, ...asking]);
    await this.#checkUnnamed(before, outcomes);
    if (read.status === 'rejected') await this.#noteFailure(read.reason);
    else expectSame('what a transaction has read', read.value.ok, true);
  }

  async #checkUnnamed(
    before: readonly string[],
    outcomes: readonly PromiseSettledResult<AnyAnswer>[],
  ): Promise<void> {
    const added = (await this.#ids('one')).filter((id) => !before.includes(id));
    let most = 0;
    const answered: string[] = [];
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        if ((await this.#noteFailure(outcome.reason)) !== 'store_failed') most += 1;
        continue;
      }
      most += 1;
      answered.push(outcome.value.id);
      this.#note('one', [outcome.value]);
    }
    expectSame(
      'what came without an id and was answered',
      answered.filter((id) => !added.includes(id)),
      [],
    );
    expectSo(added.length <= most, `${added.length} are there of what came without an id, not ${most}`);
  }

  /** The ids of all commands of one book, found behind the back of whatever makes things fail. */
  async #ids(book: string): Promise<string[]> {
    return this.#place.aside(async (house) => (await allEvents(house.book(book))).map(({ id }) => id));
  }

  async #read(): Promise<void> {
    const ask = <T>(read: (book: OpenBook) => Promise<T>): Promise<T> =>
      this.#untilAnswered(() => read(this.#house.book('one')));
    await ask((book) => book.balance('a', { at: 10 }));
    await ask((book) => book.balances(['a', 'b', 'c'], { at: 4, knownAt: 10 }));
    await ask((book) => book.statement('a'));
    await ask((book) => book.holds({}));
    await ask((book) => book.events({ limit: 3 }));
    await this.#untilAnswered(() => this.#house.books());
    await ask((book) => book.trialBalance());
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
        const code = await this.#noteFailure(error);
        if (code === 'store_failed' && asked !== undefined) {
          expectSame(`written of what failed (${error})`, await this.#written(asked), before);
        }
      }
    }
    throw new Error('it fails for ever');
  }

  /** Callers are told in one of two clear ways that something failed; or that the house has closed itself. */
  async #noteFailure(error: unknown): Promise<StoreErrorCode> {
    const isClear = error instanceof StoreError && CLEAR.has(error.code);
    expectSo(isClear, () => `a caller was told: ${error instanceof Error ? error.stack : error}`);
    this.codes.push(error.code);
    await this.#place.recover();
    // What comes to a house that has closed itself is not written.
    return error.code === 'house_closed' ? 'store_failed' : error.code;
  }

  /** Which of the ids that were asked are there, looked up behind the back of whatever makes things fail. */
  async #written(asked: readonly Asked[]): Promise<string[]> {
    const found: string[] = [];
    for (const name of new Set(asked.map(({ book }) => book))) {
      const ids = new Set(await this.#ids(name));
      const here = asked.filter(({ book, id }) => book === name && ids.has(id));
      found.push(...here.map(({ id }) => `${name} ${id}`));
    }
    return found.sort();
  }
}

const CLEAR: ReadonlySet<StoreErrorCode> = new Set(['store_failed', 'outcome_unknown', 'house_closed']);

interface Asked {
  readonly book: string;
  readonly id: string;
}

function askedIn(book: string, inputs: readonly HouseInput[]): Asked[] {
  return inputs.map(({ id = '' }) => ({ book, id }));
}
