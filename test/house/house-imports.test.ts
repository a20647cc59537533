import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { allItems } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const SAID = { source: 'bank', fileHash: 'f1', mappingHash: 'm1', rows: 3, firstAt: 5, lastAt: null };
const QUIET = { announceExpiries: false } as const;

describe.each(HOUSES)('imports on record, on $name,', (kind) => {
  test('are listed in order of recording, those of one source or all, answered again, and whole after a restart', async () => {
    await inPlace(kind, async ({ url }) => {
      let house = await open(url, QUIET);
      let book = house.book('b');
      const first = await book.recordImport({ id: 'i1', effectiveAt: 9, ...SAID });
      expect(first).toMatchObject({ ok: true, id: 'i1', effectiveAt: 9 });
      expect(await book.recordImport({ id: 'i1', effectiveAt: 9, ...SAID })).toMatchObject(first);
      expect(await book.recordImport({ id: 'i1', effectiveAt: 9, ...SAID, rows: 4 })).toMatchObject({
        reason: 'id_conflict',
      });
      await book.recordImport({ id: 'i2', effectiveAt: 7, ...SAID, source: 'a shop' });
      await book.submit([
        {
          kind: 'atomic',
          commands: [{ kind: 'record_import', id: 'i3', effectiveAt: 1, ...SAID, fileHash: 'f2' }],
        },
      ]);
      // Taken back with what it stood beside.
      await book.submit([
        {
          kind: 'atomic',
          commands: [
            { kind: 'record_import', effectiveAt: 1, ...SAID, fileHash: 'f3' },
            { kind: 'transfer', from: 'world', to: 'nobody', amount: 1 },
          ],
        },
      ]);
      expect(await book.reverse({ transaction: 'i1' })).toMatchObject({ reason: 'not_reversible' });
      if (kind.isDurable) {
        await house.close();
        house = await open(url, QUIET);
        book = house.book('b');
      }
      const bank = [
        { at: 9, ...SAID },
        { at: 1, ...SAID, fileHash: 'f2' },
      ];
      const all = await allItems((page) => book.imports(page), 1);
      expect(all).toEqual([bank[0], { at: 7, ...SAID, source: 'a shop' }, bank[1]]);
      const { items } = await book.imports({ order: 'newest' });
      expect(items).toEqual(all.toReversed());
      expect(await allItems((page) => book.imports({ ...page, source: 'bank' }), 1)).toEqual(bank);
      expect(await book.imports({ source: 'none' })).toEqual({ items: [], cursor: null });
      expect(await book.recordedIds(['i3', 'x', 'i1', 'i3'])).toEqual(['i3', 'i1', 'i3']);
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
      expect(await house.reconcile()).toMatchObject({ ok: true });
      await house.close();
    });
  });
});

test('what is no import, and no list of ids, is refused by name', async () => {
  const house = await open('memory:', QUIET);
  const book = house.book('b');
  const wrong: readonly (readonly [object, string])[] = [
    [{ ...SAID, rows: -1 }, 'rows'],
    [{ ...SAID, rows: 1.5 }, 'rows'],
    [{ ...SAID, source: '' }, 'source'],
    [{ ...SAID, firstAt: 'x' }, 'firstAt'],
    [{ ...SAID, lastAt: undefined }, 'lastAt'],
  ];
  for (const [input, field] of wrong) {
    await expect(book.recordImport(input as typeof SAID)).rejects.toMatchObject({ field });
  }
  await expect(book.imports({ source: '' })).rejects.toMatchObject({ field: 'source' });
  for (const ids of ['x', [1], Array(1_001).fill('x')]) {
    await expect(book.recordedIds(ids as string[])).rejects.toMatchObject({ name: 'TallystickError' });
  }
  expect(await book.events()).toEqual([]);
  await house.close();
});

test('a house of an earlier version has none, and takes them from then on', async () => {
  await withOldHouse('house-of-file-version-1', async (url) => {
    for (const count of [0, 1]) {
      const house = await open(url, QUIET);
      const book = house.book('b');
      expect((await book.imports()).items).toHaveLength(count);
      await book.recordImport({ id: 'i', ...SAID });
      expect((await book.imports()).items).toHaveLength(1);
      expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
      await house.close();
    }
  });
});
