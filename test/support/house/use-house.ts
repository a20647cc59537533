import { expect } from 'vitest';
import { open } from '../../../src/engine/open-house.ts';
import type { House, OpenOptions } from './house-door.ts';

/** Lets a house do one of everything that it does, each time with others beside it. */
export async function useHouse(url: string, options: OpenOptions = {}): Promise<void> {
  const house = await open(url, options);
  const other = await open(url, options);
  try {
    const [north, south] = [house.book('north'), other.book('south')];
    for (const book of [north, south]) {
      await book.openAccount({ account: 'a', asset: 'GBP/2' });
      await book.transfer({ from: 'world', to: 'a', amount: 100n });
    }
    const heard: number[] = [];
    const following = (async () => {
      for await (const { seq } of other.book('north').follow({ after: 2 }))
        if (heard.push(seq) === 10) return;
    })();
    await Promise.all([
      ...Array.from({ length: 7 }, () => north.transfer({ from: 'a', to: 'world', amount: 1n })),
      ...Array.from({ length: 7 }, () =>
        other.book('north').transfer({ from: 'a', to: 'world', amount: 1n }),
      ),
      house.transfer({
        from: { book: 'north', account: 'a' },
        to: { book: 'south', account: 'a' },
        amount: 5n,
      }),
      contend(house),
      contend(other),
      north.counters.define({ counter: 'seen', granularities: ['day'] }),
    ]);
    await following;
    await north.counters.ingest([{ counter: 'seen', eventId: '1', at: 5 }]);
    await house.atomic([{ book: 'north', kind: 'transfer', from: 'a', to: 'world', amount: 1n }]);
    const secret = await north.transfer({ from: 'a', to: 'world', amount: 1n, private: { name: 'Ada' } });
    expect(await north.erase({ command: secret.id })).toMatchObject({ ok: true, erased: 1 });
    expect(await north.balance('a')).toMatchObject({ posted: 100n - 14n - 5n - 4n - 2n });
    expect(await house.books()).toEqual(['north', 'south']);
    expect((await house.verify()).problems).toEqual([]);
    expect((await other.reconcile()).problems).toEqual([]);
  } finally {
    await house.close();
    await other.close();
  }
}

/** Two transactions each of which the other one disturbs, so that in the end they take the book for themselves. */
async function contend(house: House): Promise<void> {
  const book = house.book('north');
  for (let i = 0; i < 2; i += 1) {
    const answer = await book.transaction(async (tx) => {
      const balance = await tx.balance('a');
      await tx.transfer({ from: 'a', to: 'world', amount: (balance?.posted ?? 0n) > 0n ? 1n : 2n });
    });
    expect(answer.ok).toBe(true);
  }
}
