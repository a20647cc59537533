import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { addDeltas, NO_CHANGE } from '../../src/kernel/time/delta.ts';
import type { EntrySums, Store } from '../../src/store/store.ts';
import type { StoredAccount } from '../../src/store/stored-account.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { countingStore } from '../support/watch/house-counting-store.ts';

const YEARS = 315_360_000_000;
const EVENTS = 700;
/** Rows that a balance may read where nothing is in memory: the account, what lies ahead of it, and a few more. */
const FEW = 10;

/** A house whose clock goes on by one each time that it is asked, and how many rows are read of its store. */
class CountedHouse {
  readonly #count = { rows: 0 };
  #now = 1_000_000;
  #house: House | undefined;
  store: Store | undefined;
  readonly #openStore: () => Promise<Store>;

  constructor(openStore: () => Promise<Store>) {
    this.#openStore = openStore;
  }

  get now(): number {
    return this.#now;
  }

  set now(moment: number) {
    this.#now = moment;
  }

  get house(): House {
    if (this.#house === undefined) throw new Error('it is not open');
    return this.#house;
  }

  get book(): OpenBook {
    return this.house.book('shop');
  }

  async open(): Promise<void> {
    this.store = countingStore(await this.#openStore(), this.#count);
    this.#house = await openHouse(this.store, { announceExpiries: false, clock: () => ++this.#now });
  }

  async reopen(): Promise<void> {
    await this.house.close();
    await this.open();
  }

  async begin(): Promise<void> {
    await this.open();
    await this.book.submit([
      { kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 1 },
      { kind: 'open_account', account: 'fees', asset: 'GBP/2', effectiveAt: 1 },
      { kind: 'transfer', from: 'world', to: 'fees', amount: 50_000n, effectiveAt: 2 },
    ]);
  }

  /** Many commands in order of time, in several batches. */
  async fill(): Promise<void> {
    for (let done = 0; done < EVENTS; done += 100) {
      const transfer = { kind: 'transfer', from: 'world', to: 'fees', amount: 1n } as const;
      const answers = await this.book.submit(Array.from({ length: 100 }, () => transfer));
      expect(answers.every(({ ok }) => ok)).toBe(true);
    }
  }

  /** How many rows a balance reads, and what it is. */
  async balance(at?: number): Promise<{ posted: bigint | undefined; rows: number }> {
    const before = this.#count.rows;
    const balance = await this.book.balance('fees', at === undefined ? {} : { at });
    return { posted: balance?.posted, rows: this.#count.rows - before };
  }
}

async function inCountedHouse(
  kind: HouseKind,
  work: (counted: CountedHouse) => Promise<void>,
): Promise<void> {
  await inPlace(kind, async ({ openStore }) => {
    const counted = new CountedHouse(openStore);
    await counted.begin();
    await work(counted);
    await checkSound(counted.house);
    await counted.house.close();
  });
}

/** What used to leave every later balance to the store, and what it leaves of the money. */
const BEFORE: readonly (readonly [string, bigint, (counted: CountedHouse) => Promise<unknown>])[] = [
  ['nothing', 0n, async () => undefined],
  [
    'a command dated years ahead',
    0n,
    ({ book, now }) => book.transfer({ from: 'fees', to: 'a', amount: 1n, effectiveAt: now + YEARS }),
  ],
  [
    'a refused group with such a command',
    0n,
    ({ book, now }) =>
      book.submit([
        {
          kind: 'atomic',
          commands: [
            { kind: 'transfer', from: 'fees', to: 'a', amount: 1n, effectiveAt: now + YEARS },
            { kind: 'transfer', from: 'a', to: 'nobody', amount: 1n },
          ],
        },
      ]),
  ],
  [
    'a transaction that is rolled back, with such a command',
    0n,
    async ({ book, now }) => {
      const tx = await book.begin();
      await tx.transfer({ from: 'fees', to: 'a', amount: 1n, effectiveAt: now + YEARS });
      await tx.rollback();
    },
  ],
  [
    'a hold adjusted and captured by force, a freeze and a distribution, years ahead, refused in a group and tried dry',
    0n,
    async ({ book, now }) => {
      const effectiveAt = now + YEARS;
      const hold = `h${now}`;
      const commands = [
        { kind: 'hold', hold, account: 'fees', amount: 1n, expiresAt: null, effectiveAt },
        { kind: 'adjust_hold', hold, amount: 2n, effectiveAt },
        { kind: 'capture', hold, amount: 3n, force: true, to: 'a', payment: `p${now}`, effectiveAt },
        { kind: 'update_account', account: 'fees', frozen: 'all', effectiveAt },
        { kind: 'update_account', account: 'fees', frozen: null, effectiveAt },
        {
          kind: 'distribute',
          from: [{ account: 'fees' }],
          to: [{ account: 'a', share: 1 }],
          amount: 2n,
          effectiveAt,
        },
        { kind: 'refund', refund: `r${now}`, account: 'a', payments: [`p${now}`], amount: 3n, effectiveAt },
      ] as const;
      const beyond = { kind: 'update_account', account: 'fees', ceiling: 1n } as const;
      const [refused, asked] = await book.submit([
        { kind: 'atomic', commands: [...commands, beyond] },
        beyond,
      ]);
      expect([refused, asked]).toMatchObject([
        { reason: 'ceiling_exceeded' },
        { reason: 'ceiling_exceeded' },
      ]);
      expect((await book.dryRun(commands)).map(({ ok }) => ok)).toEqual(commands.map(() => true));
      expect((await book.submit(commands)).map(({ ok }) => ok)).toEqual(commands.map(() => true));
    },
  ],
  ['a late command', 1n, ({ book }) => book.transfer({ from: 'fees', to: 'a', amount: 1n, effectiveAt: 3 })],
];

describe.each(HOUSES)('a balance now reads nothing of what was, $name', (kind) => {
  test.each(BEFORE)('after %s', async (_, taken, cause) => {
    await inCountedHouse(kind, async (counted) => {
      await cause(counted);
      await counted.fill();
      const posted = 50_000n + BigInt(EVENTS) - taken;
      expect(await counted.balance()).toEqual({ posted, rows: 0 });
      await cause(counted);
      expect((await counted.balance()).rows).toBe(0);
      if (!kind.isDurable) return;
      await counted.reopen();
      expect((await counted.balance()).rows).toBeLessThanOrEqual(FEW);
      const { store } = counted;
      // Where nobody else writes, what was read once is in memory.
      const again = await counted.balance();
      expect(again.posted).toBe(posted - taken);
      if (store?.isExclusive) expect(again.rows).toBe(0);
    });
  });
});

/** Writes what an account looked like when a frontier followed whatever was dated ahead. */
async function runAhead({ store }: CountedHouse, frontier: number): Promise<void> {
  if (store === undefined) throw new Error('it is not open');
  const transaction = await store.begin();
  const head = await transaction.lock('shop');
  const [row] = (await transaction.find('shop', 'account', 'id', ['fees'])) as [StoredAccount];
  const entries = await transaction.entries('shop', { account: row.key });
  const sums = entries.filter(({ at }) => at <= frontier).reduce<EntrySums>(addDeltas, NO_CHANGE);
  const { seq } = head;
  await transaction.deleteCheckpoints('shop');
  await transaction.write('shop', {
    head,
    journal: [],
    rows: { account: [{ ...row, ...sums, frontier }] },
    entries: [],
    staleCheckpoints: [],
    checkpoints: [{ account: row.key, at: frontier, order: 2 * seq + 1, seq, ...sums }],
  });
  await transaction.commit();
}

test.each(HOUSES)('nor after a wrong clock, once the book goes on from the present, $name', async (kind) => {
  await inCountedHouse(kind, async (counted) => {
    const { now } = counted;
    counted.now = now + YEARS;
    await counted.book.transfer({ from: 'fees', to: 'a', amount: 1n });
    counted.now = now;
    expect(await counted.house.acceptClock()).toEqual(['shop']);
    await counted.fill();
    expect(await counted.balance()).toEqual({ posted: 50_000n + BigInt(EVENTS), rows: 0 });
    if (kind.isDurable) await counted.reopen();
    expect((await counted.balance()).rows).toBeLessThanOrEqual(FEW);
  });
});

describe.each(DURABLE_HOUSES)('a frontier that had run ahead is taken back, $name', (kind) => {
  test('as the account is read, and for good as it is written', async () => {
    await inCountedHouse(kind, async (counted) => {
      const { book } = counted;
      const soon = counted.now + YEARS / 2;
      const ahead = counted.now + YEARS;
      await book.hold({ hold: 'h', account: 'fees', amount: 7n, expiresAt: soon });
      await book.transfer({ from: 'fees', to: 'a', amount: 1n, effectiveAt: soon + 1 });
      await book.transfer({ from: 'fees', to: 'a', amount: 2n, effectiveAt: ahead });
      await counted.fill();
      await runAhead(counted, ahead);
      expect((await counted.house.verify()).problems).toEqual([]);
      await counted.reopen();
      const posted = 50_000n + BigInt(EVENTS);
      // What lies ahead is read once, and nothing else.
      expect((await counted.balance()).rows).toBeLessThanOrEqual(FEW);
      expect((await counted.balance()).posted).toBe(posted);
      expect((await counted.balance(soon + 1)).posted).toBe(posted - 1n);
      expect((await counted.balance(ahead)).posted).toBe(posted - 3n);
      await checkSound(counted.house);
      await counted.fill();
      expect(await counted.balance()).toEqual({ posted: posted + BigInt(EVENTS), rows: 0 });
      await checkSound(counted.house);
      await counted.reopen();
      const view = counted.store?.latest;
      const [row] = (await view?.find('shop', 'account', 'id', ['fees'])) ?? [];
      expect(row?.frontier).toBeLessThanOrEqual(counted.now);
      expect((await counted.balance()).rows).toBeLessThanOrEqual(FEW);
      // What is behind is found from checkpoints again.
      expect((await counted.balance(counted.now - 150)).rows).toBeLessThan(EVENTS / 2);
    });
  });
});
