import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import type { Store, StoreTransaction } from '../../src/store/store.ts';
import { Faults, faultyStore } from '../support/crash/house-faulty-store.ts';
import { allEvents, type House, type OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { withoutReplayed } from '../support/house/house-same.ts';
import { through } from '../support/watch/through.ts';

const ANEW = { retryRefused: true };
const PAY = { id: 'pay', from: 'ann', to: 'world', amount: 5n } as const;
const PROGRAM = join(import.meta.dirname, '../support/crash/retry-child.ts');

/** A store that says of a commit that nobody knows what became of it. */
class Doubts {
  readonly store: Store;
  #takesEffect: boolean | undefined;

  constructor(inner: Store) {
    this.store = through(inner, {
      begin: async () => {
        const transaction = await inner.begin();
        return through(transaction, { commit: () => this.#commit(transaction) });
      },
    });
  }

  get isArmed(): boolean {
    return this.#takesEffect !== undefined;
  }

  arm(takesEffect: boolean): void {
    this.#takesEffect = takesEffect;
  }

  async #commit(transaction: StoreTransaction): Promise<void> {
    const takesEffect = this.#takesEffect;
    this.#takesEffect = undefined;
    await (takesEffect === false ? transaction.rollback() : transaction.commit());
    if (takesEffect !== undefined) throw new StoreError('outcome_unknown', 'the connection was lost');
  }
}

async function attemptsOf(book: OpenBook, id: string): Promise<boolean[]> {
  return (await allEvents(book)).filter((record) => record.id === id).map(({ ok }) => ok);
}

async function expectWhole(house: House): Promise<void> {
  expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
}

describe.each(HOUSES)('an attempt whose commit is in doubt, on $name,', (kind) => {
  // The commit of the attempt takes effect or not, and says that nobody knows.
  test.each([true, false])(
    'is made once, and its answer is a first one; it took effect: %s',
    async (commitTakesEffect) => {
      await inPlace(kind, async ({ openStore }) => {
        const doubts = new Doubts(await openStore());
        const house = await openHouse(doubts.store, { announceExpiries: false });
        const book = house.book('shop');
        await book.openAccount({ account: 'ann', asset: 'GBP/2' });
        await book.transfer(PAY);
        for (const isPaid of [false, true]) {
          if (isPaid) await book.transfer({ from: 'world', to: 'ann', amount: 5n });
          const before = await attemptsOf(book, 'pay');
          doubts.arm(commitTakesEffect);
          const answer = await book.transfer(PAY, ANEW);
          expect(doubts.isArmed).toBe(false);
          expect(answer.ok).toBe(isPaid);
          expect(answer).not.toHaveProperty('replayed');
          expect(await attemptsOf(book, 'pay')).toEqual([...before, isPaid]);
          expect(await book.transfer(PAY)).toEqual({ ...answer, replayed: true });
        }
        await expectWhole(house);
        await house.close();
      });
    },
  );
});

test('an attempt that could not be written is made by the next call', async () => {
  await inPlace(HOUSE.sqlite, async ({ openStore }) => {
    const faults = new Faults();
    const house = await openHouse(faultyStore(await openStore(), faults), { announceExpiries: false });
    const book = house.book('shop');
    await book.openAccount({ account: 'ann', asset: 'GBP/2' });
    await book.transfer(PAY);
    await book.transfer({ from: 'world', to: 'ann', amount: 5n });
    faults.arm({ from: 1, count: 1, takesEffect: false, passes: false });
    await expect(book.transfer(PAY, ANEW)).rejects.toBeInstanceOf(StoreError);
    faults.arm(undefined);
    expect(await attemptsOf(book, 'pay')).toEqual([false]);
    expect(await book.transfer(PAY)).toMatchObject({ ok: false, replayed: true });
    expect(await book.transfer(PAY, ANEW)).toMatchObject({ ok: true });
    await expectWhole(house);
    await house.close();
  });
});

test.each(DURABLE_HOUSES)('processes on $name that are killed make each attempt once', async (kind) => {
  await inPlace(kind, async ({ url }) => {
    let next = 0;
    for (const ms of [30, 90, 170, 260]) {
      const child = spawn(process.execPath, [PROGRAM, url, String(next)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [begun] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
      next = Number(begun.trim().split('\n').at(-1)) + 1;
      child.stdout.on('data', (text: string) => {
        next = Number(text.trim().split('\n').at(-1)) + 1;
      });
      await sleep(ms);
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    const house = await open(url, { announceExpiries: false });
    const book = house.book('shop');
    expect(next).toBeGreaterThan(15);
    for (let id = 0; id < next; id += 1) {
      const pay = { ...PAY, id: `pay-${id}`, amount: 1_000_000n };
      await book.transfer(pay);
      await book.transfer({ id: `fund-${id}`, from: 'world', to: 'ann', amount: 1_000_000n });
      expect(await book.transfer(pay, ANEW)).toMatchObject({ ok: true });
      const attempts = await book.transfer(pay, ANEW);
      expect(attempts).toMatchObject({ ok: true, replayed: true });
    }
    const records = await allEvents(book);
    for (let id = 0; id < next; id += 1) {
      const oks = records.filter((record) => record.id === `pay-${id}`).map(({ ok }) => ok);
      expect(oks.filter((ok) => ok)).toHaveLength(1);
      expect(oks.at(-1)).toBe(true);
    }
    // Each was paid in once and out once.
    expect((await book.balance('ann'))?.posted).toBe(0n);
    await expectWhole(house);
    await house.close();
  });
});

test('two nodes that ask for an attempt at the same time make one, and have the same answer', async () => {
  await inPlace(HOUSE.postgres, async ({ url }) => {
    const nodes = await Promise.all([
      open(url, { announceExpiries: false }),
      open(url, { announceExpiries: false }),
    ]);
    const books = nodes.map((node) => node.book('shop'));
    const [book] = books as [OpenBook];
    await book.openAccount({ account: 'ann', asset: 'GBP/2' });
    await Promise.all(books.map((one) => one.balance('ann')));
    for (let round = 0; round < 40; round += 1) {
      const pay = { ...PAY, id: `pay ${round}` };
      const isPaid = round % 2 === 1;
      await book.transfer(pay);
      if (isPaid) await books[round % 4 === 1 ? 0 : 1]?.transfer({ from: 'world', to: 'ann', amount: 5n });
      const answers = await Promise.all([...books, ...books].map((one) => one.transfer(pay, ANEW)));
      for (const answer of answers) expect(withoutReplayed(answer)).toEqual(withoutReplayed(answers[0]));
      expect(answers[0]?.ok).toBe(isPaid);
      expect(await attemptsOf(book, pay.id)).toEqual([false, isPaid]);
    }
    const ends = { from: { book: 'shop', account: 'ann' }, to: { book: 'bank', account: 'till' } };
    for (let round = 0; round < 10; round += 1) {
      const sent = { id: `sent ${round}`, ...ends, amount: 5n };
      await nodes[0]?.transfer(sent);
      const answers = await Promise.all([...nodes, ...nodes].map((node) => node.transfer(sent, ANEW)));
      for (const answer of answers) expect(withoutReplayed(answer)).toEqual(withoutReplayed(answers[0]));
      expect(await attemptsOf(book, sent.id)).toEqual([false, false]);
    }
    await expectWhole(nodes[0] as House);
    await Promise.all(nodes.map((node) => node.close()));
  });
});
