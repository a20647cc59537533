import { describe, expect, test } from 'vitest';
import type { AnyAnswer } from '../../src/engine/answer.ts';
import { open } from '../../src/engine/open-house.ts';
import { allEvents, type House, type Transaction } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import { expectSo } from '../support/house/house-same.ts';
import { SeededChoices } from '../support/random/house-random.ts';

const ACCOUNTS = ['a', 'b'];

/** Undated transactions and commands under a clock that goes forward, stands and goes back, also while work goes on. */
class ClockRun {
  readonly #choices: SeededChoices;
  readonly #place: HousePlace;
  #now = 1_000;
  #house: House;
  /** The latest moment that was told, and what is posted by then. */
  #told = 0;
  readonly #posted = new Map(ACCOUNTS.map((account) => [account, 0n]));
  committed = 0;

  private constructor(seed: number, place: HousePlace, openHouse: (clock: () => number) => House) {
    this.#choices = new SeededChoices(seed);
    this.#place = place;
    this.#house = openHouse(() => this.#now);
  }

  static async begin(seed: number, place: HousePlace): Promise<ClockRun> {
    const time = { now: () => 1_000 };
    const house = await open(place.url, { announceExpiries: false, clock: () => time.now() });
    const run = new ClockRun(seed, place, (clock) => {
      time.now = clock;
      return house;
    });
    for (const account of ACCOUNTS) await house.book('main').openAccount({ account, asset: 'GBP/2' });
    return run;
  }

  async steps(count: number, isDurable: boolean): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      this.#tick();
      const kind = this.#choices.below(10);
      if (kind === 0 && isDurable) await this.#reopen();
      else if (kind < 4) await this.#alone();
      else await this.#transaction(kind < 7);
      await this.#check();
    }
    const report = await this.#house.verify({ decideAgain: true });
    expectSo(report.ok, () => JSON.stringify(report.problems));
    await this.#house.close();
  }

  #tick(): void {
    this.#now += this.#choices.below(3) * 40 - 30;
  }

  async #reopen(): Promise<void> {
    await this.#house.close();
    this.#house = await open(this.#place.url, { announceExpiries: false, clock: () => this.#now });
  }

  async #alone(): Promise<void> {
    const account = this.#choices.pick(ACCOUNTS);
    const answer = await this.#house.book('main').transfer({ from: 'world', to: account, amount: 1n });
    if (!answer.ok) throw new Error(answer.reason);
    this.#tell(answer.effectiveAt, [account]);
  }

  async #transaction(isByHand: boolean): Promise<void> {
    const book = this.#house.book('main');
    let given: string[] = [];
    const work = async (tx: Transaction): Promise<void> => {
      given = [];
      const seen = await tx.balances(ACCOUNTS);
      for (let i = 1 + this.#choices.below(3); i > 0; i -= 1) {
        const account = this.#choices.pick(ACCOUNTS);
        await tx.transfer({ from: 'world', to: account, amount: 1n });
        given.push(account);
        this.#tick();
      }
      // All of it is at one moment: what was there before the own steps was there at the first look.
      for (const [i, account] of ACCOUNTS.entries()) {
        const own = given.filter((each) => each === account).length;
        const now = await tx.balance(account);
        expect(now?.posted).toBe((seen[i]?.posted ?? 0n) + BigInt(own));
        expect(now?.posted).toBe((this.#posted.get(account) ?? 0n) + BigInt(own));
      }
    };
    const answer = isByHand ? await byHand(await book.begin(), work) : await book.transaction(work);
    if (!answer.ok) throw new Error('nobody came between, and it was refused');
    for (const part of answer.parts ?? []) expect(part.effectiveAt).toBe(answer.effectiveAt);
    expect(answer.parts).toHaveLength(given.length);
    this.#tell(answer.effectiveAt, given);
    this.committed += 1;
  }

  /** What the house called now never falls. */
  #tell(effectiveAt: number, given: readonly string[]): void {
    expect(effectiveAt).toBeGreaterThanOrEqual(this.#told);
    this.#told = effectiveAt;
    for (const account of given) this.#posted.set(account, (this.#posted.get(account) ?? 0n) + 1n);
  }

  /** What was answered is in every balance that follows, whatever the clock says. */
  async #check(): Promise<void> {
    const balances = await this.#house.book('main').balances(ACCOUNTS);
    expect(balances.map((balance) => balance?.posted)).toEqual([...this.#posted.values()]);
  }
}

async function byHand(tx: Transaction, work: (tx: Transaction) => Promise<void>): Promise<AnyAnswer> {
  await work(tx);
  return (await tx.commit()) as AnyAnswer; // The outermost commit is for good.
}

describe.each(HOUSES)('undated transactions under a clock that goes anywhere, $name', (kind) => {
  test.each([1, 2, 3])('seed %i', async (seed) => {
    const place = await kind.makePlace();
    const run = await ClockRun.begin(seed, place);
    await run.steps(40, kind.isDurable);
    expect(run.committed).toBeGreaterThan(10);
    await place.remove();
  });

  test('the moment of a transaction is that of its first step for what it sees, and is on record from its commit on', async () => {
    let now = 5;
    const place = await kind.makePlace();
    const house = await open(place.url, { announceExpiries: false, clock: () => now });
    const book = house.book('main');
    await book.openAccount({ account: 'a', asset: 'GBP/2' });
    await book.transfer({ from: 'world', to: 'a', amount: 9n });
    await book.hold({ hold: 'h', account: 'a', amount: 4n, expiresAt: 10 });
    const tx = await book.begin();
    const before = await tx.balance('a');
    now = 20;
    expect(await tx.balance('a')).toEqual(before);
    expect(before).toMatchObject({ available: 5n });
    await tx.rollback();
    const done = await book.transaction((next) => next.transfer({ from: 'world', to: 'a', amount: 5n }));
    now = 7;
    const next = await book.transfer({ from: 'world', to: 'a', amount: 1n });
    expect([done, next]).toMatchObject([{ effectiveAt: 20 }, { effectiveAt: 20 }]);
    expect((await allEvents(book)).at(-2)).toMatchObject({ kind: 'atomic', effectiveAt: 20 });
    expect(await book.balance('a')).toMatchObject({ posted: 15n });
    await house.close();
    await place.remove();
  });
});
