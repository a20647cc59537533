import { describe, expect, test } from 'vitest';
import type { StoreTransaction } from '../../src/store/store.ts';
import { STORES } from './store-list.ts';
import { commitCommand, someChanges } from './store-writes.ts';

describe.each(STORES)('what the $name store says of its house', (kind) => {
  test('is an id that no other has, and that stays', async () => {
    const [place, other] = [await kind.makePlace(), await kind.makePlace()];
    const [store, stranger] = [await place.open(), await other.open()];
    const info = await store.info();
    expect(info.id).toMatch(/^[0-9a-f]{32}$/);
    expect(info.restores).toEqual([]);
    expect((await stranger.info()).id).not.toBe(info.id);
    await commitCommand(store, 'c1', 1);
    expect(await store.info()).toEqual({ ...info, rulesVersion: 2 });
    await store.close();
    await expect(store.info()).rejects.toMatchObject({ code: 'house_closed' });
    if (kind.isDurable) {
      expect(info.schemaVersion).toEqual(expect.any(Number));
      const again = await place.open();
      expect(await again.info()).toEqual({ ...info, rulesVersion: 2 });
      await again.close();
    } else expect(info.schemaVersion).toBe(null);
    await stranger.close();
    await place.remove();
    await other.remove();
  });

  test('is the latest version of the rules in any of its books, of what was committed', async () => {
    const place = await kind.makePlace();
    const store = await place.open();
    const write = async (book: string, rules: number): Promise<StoreTransaction> => {
      const transaction = await store.begin();
      await transaction.lock(book);
      await transaction.write(book, someChanges(book, { rules }));
      return transaction;
    };
    const latest = async (): Promise<number> => (await store.info()).rulesVersion;
    expect(await latest()).toBe(1);
    await (await write('a', 4)).commit();
    expect(await latest()).toBe(4);
    await (await write('b', 3)).commit();
    expect(await latest()).toBe(4);
    await (await write('b', 7)).rollback();
    expect(await latest()).toBe(4);
    expect((await store.latest.head('a'))?.rules).toBe(4);
    await store.close();
    await place.remove();
  });
});
