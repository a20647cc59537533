import { setTimeout as sleep } from 'node:timers/promises';
import { open } from '../../../src/engine/open-house.ts';
import { PlainHouse } from '../../oracle/plain-house.ts';
import { numberedBalances } from '../../oracle/plain-house-balances.ts';
import { checkSound } from '../house/house-checks.ts';
import { allEvents, askBulk, type House } from '../house/house-door.ts';
import type { HouseInput } from '../house/house-input.ts';
import { isOwn, replayRecords } from '../house/house-records.ts';
import { expectSame, expectSo } from '../house/house-same.ts';
import { SeededChoices } from '../random/house-random.ts';
import { LOAD_ACCOUNTS, LOAD_BOOKS } from './house-load.ts';
import { type LoadLine, readLoadLines } from './house-load-log.ts';
import { type LoadPlace, LoadProcess } from './house-load-process.ts';
import { acceptedFeatures } from './load-features.ts';

/** What a run of kills came to: so that a test can say that there was something to lose. */
export interface CrashCounts {
  kills: number;
  commands: number;
  /** Asked for when the process was killed, and not answered. */
  open: number;
  /** Of those, the ones that turned out to be in the journal. */
  kept: number;
  /** What was accepted of that which has to be seen. */
  readonly features: Set<string>;
}

/**
 * Lets processes work on one house, one after another, and kills each at a random moment. After each kill: what was
 * acknowledged is there, once, with the same answer; what was not is there whole or not at all; and all ids asked
 * again are answered as before.
 */
export async function runCrashes(place: LoadPlace, seed: number, kills: number): Promise<CrashCounts> {
  const run = new CrashRun(place.url);
  const choices = new SeededChoices(seed);
  let process = await LoadProcess.start(place, seed, 0);
  try {
    for (let round = 1; round <= kills; round += 1) {
      process.go();
      // Now and then it is killed while it opens the house; mostly at work.
      if (choices.chance(85)) await process.hasAsked();
      await sleep(choices.below(250));
      await process.kill();
      const { logPath } = process;
      // The next one makes itself ready meanwhile, which is most of what it costs.
      const following = LoadProcess.start(place, seed, round);
      await run.check(logPath).finally(async () => {
        process = await following;
      });
    }
  } finally {
    await process.kill();
  }
  await run.checkEnd();
  return run.counts;
}

class CrashRun {
  readonly #url: string;
  readonly #plain = new PlainHouse();
  readonly #asked = new Map<string, HouseInput[]>(LOAD_BOOKS.map((book) => [book, []]));
  readonly #ids = new Set<string>();
  readonly counts: CrashCounts = { kills: 0, commands: 0, open: 0, kept: 0, features: new Set() };

  constructor(url: string) {
    this.#url = url;
  }

  /** After a kill: reads what is new, compares it with what was acknowledged, and asks all of that round again. */
  async check(logPath: string): Promise<void> {
    const lines = readLoadLines(logPath);
    const failed = lines.find((line) => line.do === 'failed');
    expectSo(failed === undefined, `the process under load failed: ${failed?.text}`);
    const asks = lines.filter((line) => line.do === 'ask');
    for (const { book, inputs, transaction } of asks) this.#note(book, inputs, transaction);
    const house = await this.#open();
    await this.#readNew(house);
    this.#checkAcknowledged(lines, asks);
    for (const { book, transaction } of asks) {
      if (transaction !== undefined) await this.#commitAgain(house, book, transaction);
    }
    for (const book of LOAD_BOOKS) {
      const inputs = asks.filter((ask) => ask.book === book).flatMap((ask) => ask.inputs);
      await this.#askAgain(house, book, inputs);
    }
    await house.close();
    this.counts.kills += 1;
  }

  /** At the end: everything ever asked is asked again, the house is verified, and its balances are the plain one's. */
  async checkEnd(): Promise<void> {
    const house = await this.#open();
    for (const [book, inputs] of this.#asked) await this.#askAgain(house, book, inputs);
    await checkSound(house);
    for (const name of LOAD_BOOKS) {
      for (const each of acceptedFeatures(this.#plain.book(name).rows)) this.counts.features.add(each);
      const expected = numberedBalances(this.#plain.book(name).events, Number.MAX_SAFE_INTEGER);
      const wanted = LOAD_ACCOUNTS.map((id) => expected.find(({ account }) => account === id) ?? null);
      const balances = await house.book(name).balances([...LOAD_ACCOUNTS], { at: Number.MAX_SAFE_INTEGER });
      expectSame(`the balances of ${name}`, balances, wanted);
    }
    await house.close();
  }

  /** With nothing announced by itself, so that only what was asked for is new. */
  #open(): Promise<House> {
    return open(this.#url, { announceExpiries: false });
  }

  #note(book: string, inputs: readonly HouseInput[], transaction: string | undefined): void {
    this.#asked.get(book)?.push(...inputs);
    for (const { id } of inputs) this.#ids.add(`${book} ${id}`);
    if (transaction !== undefined) this.#ids.add(`${book} ${transaction}`);
    this.counts.commands += inputs.length;
  }

  async #readNew(house: House): Promise<void> {
    for (const name of LOAD_BOOKS) {
      const plain = this.#plain.book(name);
      const records = await allEvents(house.book(name), plain.kernel.state.seq);
      replayRecords(name, records, plain);
      for (const record of records) {
        const { id } = record;
        const isAsked = isOwn(record) || this.#ids.has(`${name} ${id}`);
        expectSo(isAsked, `${name}: ${id} is in the journal, and nobody asked for it`);
      }
    }
  }

  #checkAcknowledged(lines: readonly LoadLine[], asks: readonly Extract<LoadLine, { do: 'ask' }>[]): void {
    const answered = new Map(
      lines.filter((line) => line.do === 'ack').map((line) => [line.number, line.answers]),
    );
    for (const { number, book, inputs, transaction } of asks) {
      const plain = this.#plain.book(book);
      const answers = answered.get(number);
      if (answers === undefined) {
        const ids = [
          ...inputs.map(({ id }) => id ?? ''),
          ...(transaction === undefined ? [] : [transaction]),
        ];
        this.counts.open += ids.length;
        this.counts.kept += ids.filter((id) => plain.answerTo(id) !== undefined).length;
        continue;
      }
      for (const answer of answers) {
        // A transaction that could not be committed, or that did nothing, is not in the journal.
        if (transaction !== undefined && (!answer.ok || answer.parts?.length === 0)) continue;
        const first = plain.answerTo(answer.id);
        expectSo(first !== undefined, `${book}: ${answer.id} was acknowledged, and is not in the journal`);
        if (transaction === undefined) expectSame(`${book}: the answer to ${answer.id}`, answer, first);
        else expectSame(`${book}: the commit of ${answer.id}`, answer.seq, first.seq);
      }
    }
  }

  /** A transaction that was committed, acknowledged or not, is answered from the record and not run again. */
  async #commitAgain(house: House, name: string, id: string): Promise<void> {
    const first = this.#plain.book(name).answerTo(id);
    if (first === undefined) return;
    const again = await house
      .book(name)
      .transaction(() => Promise.reject(new Error(`${id} was run again`)), { id });
    expectSame(`${name}: the commit of ${id}, asked again`, { ...again, value: undefined }, first);
  }

  async #askAgain(house: House, name: string, inputs: readonly HouseInput[]): Promise<void> {
    const answers = await askBulk(house.book(name), inputs);
    await this.#readNew(house);
    for (const answer of answers) {
      const first = this.#plain.book(name).answerTo(answer.id);
      expectSame(`${name}: the answer to ${answer.id}, asked again`, answer, first);
    }
  }
}
