import { openHouse } from '../../../src/engine/open-house.ts';
import type { Store } from '../../../src/store/store.ts';
import type { PlainAnswer } from '../../oracle/plain-house.ts';
import { numberedBalances } from '../../oracle/plain-house-balances.ts';
import { checkFollowed } from '../follow/check-followed.ts';
import { WrittenChanges } from '../follow/written-changes.ts';
import { checkFetched } from '../house/house-checks.ts';
import { allEvents, type House, type OpenOptions } from '../house/house-door.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { type AcrossAsk, askHouse, booksOf, expectedBy, groupOf } from './across-commands.ts';
import { acrossIn } from './across-group-checks.ts';
import { ACROSS_ACCOUNTS, type AcrossMove, acrossBeginnings } from './across-moves.ts';
import { AcrossOracle } from './across-oracle.ts';

export interface AcrossSettings {
  readonly openStore: () => Promise<Store>;
  readonly isKept: boolean;
  readonly cacheRowsMax: number;
  /** Houses that are open on the store at once and take turns. */
  readonly nodes: number;
}

/** What came of the asks of all runs: so that a test can say that there was something to see. */
export interface AcrossCounts {
  accepted: number;
  refused: number;
  conflicts: number;
  /** Groups that were answered from the record, refused ones too. */
  repeated: number;
  /** Groups of which a command is dated otherwise than now. */
  dated: number;
  /** Commands and groups that were accepted with one in them that does such a thing, or expects something. */
  forced: number;
  distributed: number;
  frozen: number;
  begunEarlier: number;
  expecting: number;
}

/** How their texts show it. */
const FEATURES = {
  forced: '"force":true',
  distributed: '"kind":"distribute"',
  frozen: '"frozen":"',
  begunEarlier: '"openedAt":',
  expecting: '"expect":',
} as const;

export function noCounts(): AcrossCounts {
  const features = { forced: 0, distributed: 0, frozen: 0, begunEarlier: 0, expecting: 0 };
  return { accepted: 0, refused: 0, conflicts: 0, repeated: 0, dated: 0, ...features };
}

/** Does moves on a house and on the oracle; throws at the first difference. */
export class AcrossRun {
  readonly #settings: AcrossSettings;
  readonly #counts: AcrossCounts;
  readonly #oracle = new AcrossOracle();
  readonly #asked: AcrossAsk[] = [];
  #houses: readonly House[] = [];
  readonly #written = new WrittenChanges();
  #turn = 0;
  #now = 10;
  #made = 0;

  constructor(settings: AcrossSettings, counts: AcrossCounts) {
    this.#settings = settings;
    this.#counts = counts;
  }

  async run(moves: readonly AcrossMove[]): Promise<void> {
    await this.#open();
    try {
      for (const ask of acrossBeginnings()) await this.#ask([ask]);
      for (const move of moves) await this.#take(move);
      await this.#check();
      await checkFollowed(this.#written, this.#turn);
      if (!this.#settings.isKept) return;
      await this.#reopen();
      await this.#check();
    } finally {
      await this.#close();
    }
  }

  get #house(): House {
    const house = this.#houses[this.#turn % this.#houses.length];
    expectSo(house !== undefined, 'a house is open');
    return house;
  }

  async #open(): Promise<void> {
    const options: OpenOptions = {
      announceExpiries: false,
      cacheRowsMax: this.#settings.cacheRowsMax,
      clock: () => this.#now,
      newId: () => `made ${++this.#made}`,
    };
    const houses: House[] = [];
    for (let i = 0; i < this.#settings.nodes; i += 1) {
      const store = this.#written.watch(await this.#settings.openStore());
      houses.push(await openHouse(store, options));
    }
    this.#houses = houses;
  }

  async #close(): Promise<void> {
    for (const house of this.#houses) await house.close();
    this.#houses = [];
  }

  async #reopen(): Promise<void> {
    if (!this.#settings.isKept) return;
    await this.#close();
    await this.#open();
  }

  async #take(move: AcrossMove): Promise<void> {
    this.#turn += 1;
    switch (move.do) {
      case 'ask':
        return this.#ask([move.ask]);
      case 'crowd':
        return this.#ask(move.asks);
      case 'again': {
        const before = this.#asked.at(-1 - move.back);
        if (before === undefined) return;
        return this.#ask([move.on === undefined ? before : moved(before, move.on)]);
      }
      case 'tick':
        this.#now += move.by;
        return;
      case 'look':
        return this.#look(move.at);
      case 'reopen':
        return this.#reopen();
    }
  }

  async #ask(asks: readonly AcrossAsk[]): Promise<void> {
    const answers = await Promise.all(asks.map((ask) => askHouse(this.#house, ask)));
    for (const [i, ask] of asks.entries()) {
      const answer = answers[i];
      expectSo(answer !== undefined, 'each is answered');
      if (ask.id !== undefined) this.#asked.push(ask);
      const rows = this.#rowCount();
      expectSame(`the answer to ${text(ask)}`, answer, this.#expected(ask, ask.id ?? answer.id));
      if (answer.ok && this.#rowCount() > rows) this.#countFeatures(ask);
      if (ask.do !== 'plain') this.#count(ask, answer, this.#rowCount() === rows);
    }
  }

  #expected(ask: AcrossAsk, id: string): PlainAnswer {
    if (ask.do === 'plain') return this.#oracle.submit(ask.book, ask.input, id, this.#now);
    const expected = this.#oracle.submitAcross(ask, id, this.#now);
    if (ask.do === 'group') return expected;
    const { effectiveAt } = ask.transfer;
    // Of a group, the commands say themselves when they take effect; a transfer has one moment.
    return expected.seqs === undefined || effectiveAt === undefined ? expected : { ...expected, effectiveAt };
  }

  #rowCount(): number {
    return [...this.#oracle.books.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  }

  #count(ask: AcrossAsk, answer: { ok: boolean; reason?: string }, isRepeated: boolean): void {
    const counts = this.#counts;
    if (answer.reason === 'id_conflict') counts.conflicts += 1;
    else if (isRepeated) counts.repeated += 1;
    else if (answer.ok) counts.accepted += 1;
    else counts.refused += 1;
    if (answer.ok && text(ask).includes('"effectiveAt"')) counts.dated += 1;
  }

  #countFeatures(ask: AcrossAsk): void {
    const asked = text(ask);
    for (const name of Object.keys(FEATURES) as (keyof typeof FEATURES)[]) {
      if (asked.includes(FEATURES[name])) this.#counts[name] += 1;
    }
  }

  async #look(at: number): Promise<void> {
    for (const [name, { events }] of this.#oracle.books) {
      const all = numberedBalances(events, at);
      const expected = ACROSS_ACCOUNTS.map((id) => all.find(({ account }) => account === id) ?? null);
      const balances = await this.#house.book(name).balances([...ACROSS_ACCOUNTS], { at });
      expectSame(`the balances of ${name} at ${at}`, balances, expected);
    }
  }

  /** Every journal has its rows, a group in each of its books; and nothing is wrong with the house. */
  async #check(): Promise<void> {
    checkFetched();
    for (const at of [0, 5, 20, 40, this.#now, 1_000]) await this.#look(at);
    for (const [name, { rows }] of this.#oracle.books) {
      const records = await allEvents(this.#house.book(name), 0, 50);
      const got = records.map(({ seq, id, ok, recordedAt, command }) => {
        return { seq, id, ok, recordedAt, across: acrossIn(command) };
      });
      expectSame(`the journal of ${name}`, got, rows);
    }
    const verified = await this.#house.verify({ decideAgain: true });
    expectSame('verify', verified.problems, []);
    expectSame('reconcile', (await this.#house.reconcile()).problems, []);
  }
}

/** The same ask with its first book everywhere replaced by another: under its id, that is something else. */
function moved(ask: AcrossAsk, to: string): AcrossAsk {
  const [first] = booksOf(ask);
  if (ask.do === 'plain') return { ...ask, book: to };
  const commands = groupOf(ask) ?? [];
  const elsewhere = commands.map((command) => (command.book === first ? { ...command, book: to } : command));
  const expect = expectedBy(ask).map((line) => (line.book === first ? { ...line, book: to } : line));
  return {
    do: 'group',
    ...(ask.id === undefined ? {} : { id: ask.id }),
    commands: elsewhere,
    // Each account once, where the other book was in it already.
    ...(expect.length === 1 ? { expect } : {}),
  };
}

function text(ask: AcrossAsk): string {
  return JSON.stringify(ask, (_name, value) => (typeof value === 'bigint' ? `${value}n` : value));
}
