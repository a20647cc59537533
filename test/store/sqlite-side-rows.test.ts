import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { HOUSE_BOOK } from '../../src/store/side-rows.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { all, claim, commitSide, delivery } from './side-writes.ts';
import { commitCommand } from './store-writes.ts';

vi.mock(import('../../src/store/side-kinds.ts'), async (original) => {
  const { addKinds } = await import('./test-side-kinds.ts');
  return addKinds(original);
});

test('a backup of a file has the side rows of its books and of the house', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-side-'));
  try {
    const store = await openSqliteStore(join(folder, 'house.db'));
    const path = join(folder, 'copy.db');
    try {
      await commitCommand(store, 'c', 1);
      await commitSide(store, 'b', 'delivery', { put: [delivery(1, 's', 3)] });
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'x')] });
      const ends = await store.backUp?.({ path, overwrite: false, at: 9, check: async () => undefined });
      expect(ends?.map(({ book }) => book)).toEqual(['b']);
    } finally {
      await store.close();
    }
    const copy = await openSqliteStore(path);
    try {
      await copy.adopt?.(() => 10);
      expect(await all(copy.latest, 'b', 'delivery')).toEqual([delivery(1, 's', 3)]);
      expect(await all(copy.latest, HOUSE_BOOK, 'claim')).toEqual([claim('a', 1, 'x')]);
      expect(await copy.checkFile?.()).toEqual([]);
    } finally {
      await copy.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is deleted of an erasable kind is not in the file any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-side-'));
  try {
    const path = join(folder, 'house.db');
    const store = await openSqliteStore(path);
    try {
      await commitCommand(store, 'c', 1);
      const rows = [1, 2, 3].map((seq) => {
        return { seq, place: 0, id: 'c', salt: null, text: `Mark<${seq * 7919}>`, erasedBy: null };
      });
      await commitSide(store, 'b', 'private', { put: rows });
      expect(await store.wipe?.()).toBe(true);
      expect(readFileSync(path, 'latin1')).toContain('Mark<15838>');
      await commitSide(store, 'b', 'private', { remove: [[2, 0]] });
      expect(await store.wipe?.()).toBe(true);
      expect(readFileSync(path, 'latin1')).not.toContain('Mark<15838>');
      expect(await all(store.latest, 'b', 'private')).toEqual([rows[0], rows[2]]);
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
