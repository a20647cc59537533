import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import type { Store, StoreTransaction } from '../../src/store/store.ts';

/** A store whose commits wait at a gate, while it is shut. */
class GatedStore {
  readonly store: Store;
  #opened: Promise<void> = Promise.resolve();
  #reached = Promise.withResolvers<void>();

  constructor(inner: Store) {
    this.store = new Proxy(inner, {
      get: (target, key) => {
        if (key === 'begin') return async () => this.#gated(await target.begin());
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** Resolves when a commit waits; `open` lets it go on. */
  shut(): { readonly reached: Promise<void>; readonly open: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#reached = Promise.withResolvers<void>();
    return { reached: this.#reached.promise, open: resolve };
  }

  #gated(transaction: StoreTransaction): StoreTransaction {
    return new Proxy(transaction, {
      get: (target, key) => {
        if (key === 'commit') {
          return async () => {
            this.#reached.resolve();
            await this.#opened;
            await target.commit();
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}

test('nobody reads anything of a group before it is durable in all of its books, and nothing is decided on it', async () => {
  const gate = new GatedStore(await openMemoryStore());
  const house = await openHouse(gate.store, { announceExpiries: false });
  for (const name of ['a', 'b']) {
    await house.book(name).openAccount({ account: 'x', asset: 'GBP/2', effectiveAt: 0 });
    await house.book(name).transfer({ from: 'world', to: 'x', amount: 50n });
  }
  const { reached, open } = gate.shut();
  const ends = { from: { book: 'a', account: 'x' }, to: { book: 'b', account: 'x' } };
  const answered = house.transfer({ ...ends, amount: 20n });
  await reached;
  const seen: string[] = [];
  const note = (what: string, found: Promise<unknown>): Promise<void> =>
    found.then((value) => {
      seen.push(`${what} ${value}`);
    });
  const reads = ['a', 'b'].map((name) =>
    note(
      `${name} has`,
      house
        .book(name)
        .balance('x')
        .then((balance) => balance?.posted),
    ),
  );
  // It needs what the group brings.
  const spent = note(
    'spent',
    house
      .book('b')
      .transfer({ from: 'x', to: 'world', amount: 70n })
      .then(({ ok }) => ok),
  );
  // Whoever does not wait for the commit is done by then.
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  expect(seen.filter((each) => each !== 'a has 50' && each !== 'b has 50')).toEqual([]);
  open();
  expect((await answered).ok).toBe(true);
  await Promise.all([...reads, spent]);
  expect(seen).toContain('spent true');
  expect((await house.book('b').balance('x'))?.posted).toBe(0n);
  await house.close();
});
