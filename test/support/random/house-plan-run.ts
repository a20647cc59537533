import { TallystickError } from '../../../src/base/error.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { Store } from '../../../src/store/store.ts';
import { PlainHouse } from '../../oracle/plain-house.ts';
import { plainRepeat } from '../../oracle/plain-names.ts';
import { checkFollowed } from '../follow/check-followed.ts';
import { WrittenChanges } from '../follow/written-changes.ts';
import { checkFetched, checkSound, checkWhole } from '../house/house-checks.ts';
import { allEvents, askBook, askBulk, type House, type OpenOptions } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { expectSame, expectSo, rejectionOf } from '../house/house-same.ts';
import { checkCaches } from '../watch/house-cache-check.ts';
import type { PlanAsk, PlanStep } from './house-plan.ts';
import { runTransaction } from './house-script-run.ts';

/** How a plan is carried out: the meaning of it all may not depend on any of these. */
export interface PlanSettings {
  readonly openStore: () => Promise<Store>;
  /** False: nothing outlives a closing, so that it stays open. */
  readonly isKept: boolean;
  readonly cacheRowsMax: number;
  /** How many houses are open on the store at once and take turns, where that may be; default: one. */
  readonly nodes?: number;
}

/** What a plan left behind: for each book the number of its last row, and the end of its chain. */
export type PlanEnds = readonly { readonly book: string; readonly seq: number; readonly link: string }[];

/** A house, and the store that it has open. */
interface Node {
  readonly store: Store;
  readonly house: House;
}

interface PlanParts {
  readonly nodes: readonly Node[];
  readonly written: WrittenChanges;
  readonly moment: { now: number };
  readonly options: OpenOptions;
}

/** Does the steps of a plan on a house and on a plain one; throws at the first difference. */
export class PlanRun {
  readonly plain = new PlainHouse();
  readonly #settings: PlanSettings;
  #nodes: readonly Node[];
  #turn = 0;
  /** How many accounts in memory were compared with the store. */
  accountsCompared = 0;
  /** How many rows were compared with those that the follower makes of the journals. */
  rowsFollowed = 0;
  readonly #written: WrittenChanges;
  readonly #moment: { now: number };
  readonly #options: OpenOptions;

  private constructor(settings: PlanSettings, parts: PlanParts) {
    this.#settings = settings;
    this.#nodes = parts.nodes;
    this.#written = parts.written;
    this.#moment = parts.moment;
    this.#options = parts.options;
  }

  static async begin(settings: PlanSettings): Promise<PlanRun> {
    const moment = { now: 3 };
    let made = 0;
    const options = {
      announceExpiries: false,
      cacheRowsMax: settings.cacheRowsMax,
      clock: () => moment.now,
      newId: () => `made ${++made}`,
      randomBytes: (size: number) => new Uint8Array(size), // Or links of equal runs would differ.
    };
    const written = new WrittenChanges();
    const nodes = await openNodes(settings, options, written);
    return new PlanRun(settings, { nodes, written, moment, options });
  }

  /** The house whose turn it is. */
  get house(): House {
    return this.#node.house;
  }

  get #node(): Node {
    const node = this.#nodes[this.#turn % this.#nodes.length];
    if (node === undefined) throw new Error('there is no house');
    return node;
  }

  get now(): number {
    return this.#moment.now;
  }

  /** Does the steps, compares everything at the end, and closes the house. */
  async run(steps: readonly PlanStep[]): Promise<PlanEnds> {
    await this.take(steps);
    await checkSound(this.house);
    await checkWhole(this.house, this.plain, this.now);
    checkFetched();
    const books = await this.house.books();
    const ends = await Promise.all(books.map((book) => this.#endOf(book)));
    await this.close();
    this.rowsFollowed += await checkFollowed(this.#written, this.#turn);
    return ends;
  }

  async close(): Promise<void> {
    for (const { house } of this.#nodes) await house.close();
  }

  async #endOf(book: string): Promise<PlanEnds[number]> {
    const head = await this.#node.store.latest.head(book);
    return { book, seq: head?.seq ?? 0, link: Buffer.from(head?.link ?? []).toString('hex') };
  }

  async take(steps: readonly PlanStep[]): Promise<void> {
    for (const [i, step] of steps.entries()) {
      await this.#take(step);
      if (i % 4 === 0) this.accountsCompared += await checkCaches(this.#node.store);
      this.#turn += 1;
    }
  }

  async #take(step: PlanStep): Promise<void> {
    switch (step.do) {
      case 'tick':
        this.#moment.now += step.by;
        return;
      case 'reopen':
        return this.#reopen();
      case 'ask':
        for (const ask of step.asks) await this.#ask([ask]);
        return;
      case 'crowd':
        return this.#ask(step.asks);
      case 'bulk':
        return this.#bulk(step.book, step.inputs);
      case 'malformed':
        return this.#malformed(step.book);
      case 'announce': {
        const plain = this.plain.book(step.book);
        const counted = await this.house.book(step.book).announceExpiries(step.until);
        const due = plain.due(step.until);
        if (due.length > 0) plain.endCredits(plain.presentAt(this.now), this.now);
        expectSame('how many were announced', counted, due.length);
        for (const subject of due) plain.announce(subject, this.now);
        return;
      }
      case 'transaction': {
        const plain = this.plain.book(step.book);
        plain.endCredits(plain.presentAt(this.now), this.now);
        const books = { book: this.house.book(step.book), plain };
        return runTransaction(books, step, this.now);
      }
    }
  }

  async #reopen(): Promise<void> {
    if (!this.#settings.isKept) return;
    await this.close();
    this.#nodes = await openNodes(this.#settings, this.#options, this.#written);
    // At the end there are many more.
    await checkWhole(this.house, this.plain, this.now, 10);
  }

  async #ask(asks: readonly PlanAsk[]): Promise<void> {
    const answers = await Promise.all(asks.map(({ book, input }) => askBook(this.house.book(book), input)));
    await this.#compareAll(asks, answers);
  }

  async #bulk(book: string, inputs: readonly HouseInput[]): Promise<void> {
    const answers = await askBulk(this.house.book(book), inputs);
    expectSame('as many answers as commands', answers.length, inputs.length);
    await this.#compareAll(
      inputs.map((input) => ({ book, input })),
      answers,
    );
  }

  /** What is due is decided before each batch; where those after the first began, the journal says. */
  async #compareAll(asks: readonly PlanAsk[], answers: readonly unknown[]): Promise<void> {
    for (const [name, own] of Map.groupBy(asks.keys(), (i) => asks[i]?.book ?? '')) {
      const plain = this.plain.book(name);
      plain.endCredits(plain.presentAt(this.now), this.now);
      const records = await allEvents(this.house.book(name), plain.kernel.state.seq);
      const isEnd = records.map(({ kind }) => kind === 'end_credit');
      const begun = new Set(records.filter((_, i) => isEnd[i - 1]).map(({ id }) => id));
      for (const i of own) {
        const { id } = answers[i] as { id: string };
        if (begun.delete(id)) plain.endCredits(plain.presentAt(this.now), this.now);
        const { input } = asks[i] as PlanAsk; // One of them.
        this.#compare(name, input, answers[i]);
      }
      if (isEnd.at(-1)) plain.endCredits(plain.presentAt(this.now), this.now);
    }
  }

  #compare(book: string, input: HouseInput, answer: unknown): void {
    const { id } = answer as { id: string };
    if (input.id !== undefined) expectSame('the id', id, input.id);
    const plain = this.plain.book(book);
    const repeat = plainRepeat(plain, input, plain.presentAt(this.now));
    const expected = repeat?.answer ?? plain.submit(input, id, this.now);
    expectSame(`${book}: the answer to ${text(input)}`, answer, expected);
  }

  /** Malformed commands are thrown back, alone or among good ones, change nothing and use up no id. */
  async #malformed(name: string): Promise<void> {
    const book = this.house.book(name);
    const transfer = { kind: 'transfer', from: 'a', to: 'world' } as const;
    const bad = [
      { ...transfer, amount: -1n },
      { ...transfer, amount: 1n, effectiveAt: 0.5 },
      { ...transfer, amount: 1n, colour: 'red' },
    ];
    for (const input of bad) {
      const alone = await rejectionOf(askBook(book, { ...input, id: 'malformed' }));
      expectSo(alone instanceof TallystickError, `a malformed command was rejected with ${alone}`);
      const good = { ...transfer, amount: 1n, id: 'among malformed' };
      const among = await rejectionOf(askBulk(book, [good, input, good]));
      expectSo(among instanceof TallystickError, `malformed commands were rejected with ${among}`);
    }
  }
}

async function openNodes(
  { openStore, nodes = 1 }: PlanSettings,
  options: OpenOptions,
  written: WrittenChanges,
): Promise<Node[]> {
  const opened: Node[] = [];
  for (let i = 0; i < nodes; i += 1) {
    const store = written.watch(await openStore());
    opened.push({ store, house: await openHouse(store, options) });
  }
  return opened;
}

function text(input: HouseInput): string {
  return JSON.stringify(input, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value));
}
