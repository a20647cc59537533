import { describe, expect, test } from 'vitest';
import { STORES } from './store-list.ts';
import { commitCommand } from './store-writes.ts';

describe.each(STORES)('what the $name store says of its house', (kind) => {
  test('is an id that no other has, and that stays', async () => {
    const [place, other] = [await kind.makePlace(), await kind.makePlace()];
    const [store, stranger] = [await place.open(), await other.open()];
    const info = await store.info();
    expect(info.id).toMatch(/^[0-9a-f]{32}$/);
    expect(info.restores).toEqual([]);
    expect((await stranger.info()).id).not.toBe(info.id);
    await commitCommand(store, 'c1', 1);
    expect(await store.info()).toEqual(info);
    await store.close();
    await expect(store.info()).rejects.toMatchObject({ code: 'house_closed' });
    if (kind.isDurable) {
      expect(info.schemaVersion).toEqual(expect.any(Number));
      const again = await place.open();
      expect(await again.info()).toEqual(info);
      await again.close();
    } else expect(info.schemaVersion).toBe(null);
    await stranger.close();
    await place.remove();
    await other.remove();
  });
});
