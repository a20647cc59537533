import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backup as copyByPages, DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { backup, restore } from '../../src/engine/backup-house.ts';
import { open } from '../../src/engine/open-house.ts';
import { everything, makeHouse, openHouse, postedIn } from '../support/house/house-copies.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { withOldHouse } from '../support/house/old-house.ts';

describe('a backup', () => {
  test('is taken while writes go on, in this process and beside another one, and is one state of the house', async () => {
    await inFolder(async (folder) => {
      await using house = await openHouse(folder, 'a.db', 6_000);
      const book = house.book('main');
      let isOver = false;
      let commits = 0;
      const load = (async () => {
        for (; !isOver; commits += 1) await book.transfer({ from: 'world', to: 'a', amount: 1 });
      })();
      const answers = [];
      for (const name of ['here.db', 'there.db']) {
        const before = commits;
        const path = join(folder, name);
        // By the url it is a stranger, which the house's lock keeps out of the house and not from the file.
        answers.push(await (name === 'here.db' ? house.backup(path) : backup(house.url, path)));
        expect(commits).toBeGreaterThan(before);
      }
      isOver = true;
      await load;
      for (const { path, id, bytes, books } of answers) {
        expect(id).toBe((await house.info()).id);
        expect(bytes).toBe(statSync(path).size);
        const [end] = books;
        const [record] = await book.events({ after: (end?.seq ?? 0) - 1, limit: 1 });
        expect([books.length, record?.seq]).toEqual([1, end?.seq]);
        const name = `restored-${path.split('/').at(-1)}`;
        const restored = await restore(path, houseIn(folder, name));
        expect(restored).toMatchObject({ id, books, url: houseIn(folder, name) });
        expect(await postedIn(folder, name)).toBe(BigInt((end?.seq ?? 0) - 1));
      }
      expect((await house.verify()).ok).toBe(true);
      // Nothing is left of the writing.
      expect(readdirSync(folder).filter((name) => /part|restoring|\.db-journal/.test(name))).toEqual([]);
    });
  });

  test('says what it is: the restored house has its id, and tells of what it was restored from', async () => {
    await inFolder(async (folder) => {
      const house = await openHouse(folder, 'a.db', 1);
      const { id, restores } = await house.info();
      const [path, again] = [join(folder, 'b.db'), join(folder, 'c.db')];
      await house.close();
      expect(restores).toEqual([]);
      expect(await backup(houseIn(folder, 'a.db'), path, { clock: () => 100 })).toMatchObject({
        backedUpAt: 100,
      });
      const restored = await restore(path, houseIn(folder, 'r.db'), { clock: () => 200 });
      expect(restored).toMatchObject({ id, backedUpAt: 100, restoredAt: 200 });
      await backup(houseIn(folder, 'r.db'), again, { clock: () => 300 });
      // A backup that is opened is restored where it is.
      await using opened = await open(`sqlite:${again}`, { clock: () => 400 });
      expect(await opened.info()).toMatchObject({
        id,
        restores: [
          { backedUpAt: 100, restoredAt: 200 },
          { backedUpAt: 300, restoredAt: 400 },
        ],
      });
    });
  });

  test('is taken of a house that a killed process has left, with what is in its log', async () => {
    await inFolder(async (folder) => {
      const house = await openHouse(folder, 'a.db', 3);
      for (const end of ['', '-wal']) copyFileSync(join(folder, `a.db${end}`), join(folder, `left.db${end}`));
      await house.close();
      await backup(houseIn(folder, 'left.db'), join(folder, 'b.db'));
      await restore(join(folder, 'b.db'), houseIn(folder, 'r.db'));
      expect(await postedIn(folder, 'r.db')).toBe(3n);
    });
  });

  test('of a house that is not sound is not kept, unless only the file is looked through', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const database = new DatabaseSync(join(folder, 'a.db'));
      database.exec(`UPDATE "journal" SET "recordedAt" = "recordedAt" + 1 WHERE "seq" = 2`);
      database.close();
      const path = join(folder, 'b.db');
      const error = await rejectionOf(backup(houseIn(folder, 'a.db'), path));
      expect(error).toMatchObject({
        code: 'store_corrupt',
        message: expect.stringMatching(/not sound: book "main", /),
      });
      expect(readdirSync(folder).sort()).toEqual(['a.db', 'a.db-lock']);
      await backup(houseIn(folder, 'a.db'), path, { verify: false });
      expect(await rejectionOf(restore(path, houseIn(folder, 'r.db')))).toMatchObject({
        code: 'store_corrupt',
      });
      expect(readdirSync(folder).sort()).toEqual(['a.db', 'a.db-lock', 'b.db']);
    });
  });

  test('that is stopped leaves nothing', async () => {
    await inFolder(async (folder) => {
      await using house = await openHouse(folder, 'a.db', 2_000);
      for (const step of ['copy', 'file']) {
        const stop = new AbortController();
        const onProgress = (progress: { step: string }) => {
          if (progress.step === step) stop.abort(new Error(`stopped at ${step}`));
        };
        const stopped = house.backup(join(folder, 'b.db'), { signal: stop.signal, onProgress });
        expect(await rejectionOf(stopped)).toMatchObject({ message: `stopped at ${step}` });
        expect(readdirSync(folder).filter((name) => !name.startsWith('a.db'))).toEqual([]);
      }
      expect((await house.backup(join(folder, 'b.db'))).books).toHaveLength(1);
    });
  });

  test.each(['memory', 'postgres'] as const)('is not to be had of a house in %s', async (kind) => {
    await inPlace(HOUSE[kind], async ({ url }) => {
      await using house = await open(url);
      const error = await rejectionOf(house.backup('nowhere.db'));
      expect(error).toMatchObject({ code: 'bad_option', message: expect.stringContaining('pg_dump') });
      expect(await rejectionOf(backup(url, 'nowhere.db'))).toMatchObject({ code: 'bad_option' });
      expect(await rejectionOf(restore('nowhere.db', url))).toMatchObject({ code: 'bad_option' });
    });
  });
});

describe('what lies beside', () => {
  test.each(['older', 'newer'])(
    'a backup that is %s than a log that was left is not taken for its file',
    async (age) => {
      await inFolder(async (folder) => {
        const house = await openHouse(folder, 'a.db', 3);
        const path = join(folder, 'b.db');
        if (age === 'older') await house.backup(path);
        await house.book('main').transfer({ from: 'world', to: 'a', amount: 1 });
        for (const end of ['', '-wal'])
          copyFileSync(join(folder, `a.db${end}`), join(folder, `left.db${end}`));
        await house.book('main').transfer({ from: 'world', to: 'a', amount: 1 });
        if (age === 'newer') await house.backup(path);
        await house.close();
        const before = everything(folder);
        const refused = await rejectionOf(restore(path, houseIn(folder, 'left.db'), { overwrite: true }));
        expect(refused).toMatchObject({
          code: 'store_failed',
          message: expect.stringContaining('left.db-wal'),
        });
        expect(everything(folder)).toEqual(before);
        // Who copies it there by himself is told when it is opened.
        copyFileSync(path, join(folder, 'left.db'));
        const error = await rejectionOf(open(houseIn(folder, 'left.db')));
        expect(error).toMatchObject({
          code: 'store_corrupt',
          message: expect.stringContaining('left.db-wal'),
        });
        expect(await restore(path, houseIn(folder, 'r.db'))).toMatchObject({ books: [{ book: 'main' }] });
        expect(await postedIn(folder, 'r.db')).toBe(age === 'older' ? 3n : 5n);
      });
    },
  );

  test('a source with a log beside it, or that is open, is not restored', async () => {
    await inFolder(async (folder) => {
      const house = await openHouse(folder, 'a.db', 3);
      const open3 = await rejectionOf(restore(join(folder, 'a.db'), houseIn(folder, 'r.db')));
      expect(open3).toMatchObject({ code: 'store_failed', message: expect.stringContaining('a.db-wal') });
      for (const end of ['', '-wal']) copyFileSync(join(folder, `a.db${end}`), join(folder, `left.db${end}`));
      await house.close();
      const left = await rejectionOf(restore(join(folder, 'left.db'), houseIn(folder, 'r.db')));
      expect(left).toMatchObject({ code: 'store_failed', message: expect.stringContaining('left.db-wal') });
      writeFileSync(join(folder, 'text.db'), 'account,amount\n'.repeat(90));
      const text = await rejectionOf(restore(join(folder, 'text.db'), houseIn(folder, 'r.db')));
      expect(text).toMatchObject({
        code: 'store_version',
        message: expect.stringContaining('neither a backup'),
      });
      const none = await rejectionOf(restore(join(folder, 'none.db'), houseIn(folder, 'r.db')));
      expect(none).toMatchObject({ code: 'bad_option', field: 'path' });
      expect(readdirSync(folder).filter((name) => name.startsWith('r.db'))).toEqual([]);
    });
  });

  test('what other programs copy of an open house as one state is restored', async () => {
    await inFolder(async (folder) => {
      const house = await openHouse(folder, 'a.db', 3);
      const database = new DatabaseSync(join(folder, 'a.db'), { readOnly: true });
      await copyByPages(database, join(folder, 'pages.db'));
      database.exec(`VACUUM INTO '${join(folder, 'vacuumed.db')}'`);
      database.close();
      await house.close();
      for (const name of ['pages', 'vacuumed']) {
        await restore(join(folder, `${name}.db`), houseIn(folder, `r-${name}.db`));
        expect(await postedIn(folder, `r-${name}.db`)).toBe(3n);
      }
    });
  });

  test('the file of an open house, copied alone, is the house as it was before: an ancestor by its heads', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const house = await openHouse(folder, 'a.db', 4);
      copyFileSync(join(folder, 'a.db'), join(folder, 'lone.db'));
      const now = await house.book('main').head();
      await house.close();
      expect(await postedIn(folder, 'lone.db')).toBe(3n);
      await using lone = await open(houseIn(folder, 'lone.db'));
      expect((await lone.book('main').head()).seq).toBeLessThan(now.seq);
    });
  });

  test('a copy of a closed house of the first version is brought to this one as it is restored', async () => {
    await withOldHouse('house-of-file-version-1', async (old) => {
      await inFolder(async (folder) => {
        const file = new URL(old).pathname;
        const before = readFileSync(file);
        const { backedUpAt, books } = await restore(file, houseIn(folder, 'r.db'));
        expect(backedUpAt).toBe(null);
        expect(readFileSync(file)).toEqual(before);
        await using house = await open(houseIn(folder, 'r.db'), { announceExpiries: false });
        expect((await house.verify()).books).toEqual(books);
        expect(books.map(({ book, seq }) => [book, seq])).toEqual([
          ['bank', 3],
          ['shop', 18],
        ]);
      });
    });
  });
});
