import { describe, expect, test } from 'vitest';
import { STORES } from './store-list.ts';
import { commandsOf, commitCommand, writeCommand } from './store-writes.ts';

describe.each(STORES)('the $name store, closed', (kind) => {
  test('refuses every call', async () => {
    const place = await kind.makePlace();
    const store = await place.open();
    await commitCommand(store, 'c1', 1);
    await store.close();
    const closed = expect.objectContaining({ name: 'StoreError', code: 'house_closed' });
    await expect(store.begin()).rejects.toEqual(closed);
    await expect(store.snapshot()).rejects.toEqual(closed);
    await expect(store.latest.head('b')).rejects.toEqual(closed);
    await expect(store.latest.books({ limit: 1 })).rejects.toEqual(closed);
    await expect(store.latest.find('b', 'command', 'id', ['c1'])).rejects.toEqual(closed);
    await expect(store.latest.entriesOf('b', [])).rejects.toEqual(closed);
    await place.remove();
  });

  test('can be opened again, with what it keeps', async () => {
    const place = await kind.makePlace();
    const store = await place.open();
    await commitCommand(store, 'c1', 1);
    const open = await store.begin();
    await writeCommand(open, 'c2', 2);
    await open.rollback();
    await store.close();
    const again = await place.open();
    expect(await commandsOf(again.latest)).toEqual(kind.isDurable ? ['c1'] : []);
    await commitCommand(again, 'c3', 3);
    expect(await commandsOf(again.latest)).toEqual(kind.isDurable ? ['c1', 'c3'] : ['c3']);
    await again.close();
    await place.remove();
  });
});
