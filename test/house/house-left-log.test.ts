import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import type { House } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';

const LOG_HEADER_BYTES = 32;
const FRAME_BYTES = 24 + 4096;

let moment = 0;
beforeEach(() => {
  moment = 0;
});

function openAt(folder: string, name: string): Promise<House> {
  return open(houseIn(folder, name), { announceExpiries: false });
}

/** Opens an account and posts some transfers, each of them a commit. */
async function trade(house: House, count: number, account = 'a'): Promise<void> {
  const book = house.book('main');
  moment += 1;
  await book.openAccount({ account, asset: 'GBP/2', id: `open-${account}-${moment}` });
  for (let i = 0; i < count; i += 1) await book.transfer({ from: 'world', to: account, amount: 1 });
}

/** A house after `count` transfers, closed. */
async function makeHouse(folder: string, name: string, count: number): Promise<void> {
  const house = await openAt(folder, name);
  await trade(house, count);
  await house.close();
}

/** What a killed process leaves: the file and its log, copied while the house is open, as `name`. */
function copyOpen(folder: string, from: string, name: string): void {
  for (const end of ['', '-wal']) copyFileSync(join(folder, `${from}${end}`), join(folder, `${name}${end}`));
}

function bytesOf(folder: string, name: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.startsWith(name) && !file.endsWith('-lock'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file)).toString('base64')]));
}

/** Opens it, which must be refused by the names of both files, and must change nothing. */
async function expectRefused(folder: string, name: string, why: RegExp): Promise<void> {
  const before = bytesOf(folder, name);
  const error = await rejectionOf(openAt(folder, name));
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: 'store_corrupt', message: expect.stringMatching(why) });
  expect(error).toMatchObject({ message: expect.stringContaining(`${join(folder, name)} and`) });
  expect(error).toMatchObject({ message: expect.stringContaining(`${join(folder, name)}-wal`) });
  expect(bytesOf(folder, name)).toEqual(before);
}

/** Opens it: what was posted is there, and all is well. */
async function expectPosted(folder: string, name: string, posted: bigint): Promise<void> {
  const house = await openAt(folder, name);
  expect((await house.book('main').balance('a'))?.posted).toBe(posted);
  expect(await house.verify()).toMatchObject({ ok: true, problems: [] });
  await trade(house, 1);
  await house.close();
}

describe('a log beside a house is its own', () => {
  test('left by a process that was killed: it is opened with all that was answered', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const house = await openAt(folder, 'a.db');
      await trade(house, 4);
      copyOpen(folder, 'a.db', 'left.db');
      await house.close();
      await expectPosted(folder, 'left.db', 7n);
      expect(existsSync(join(folder, 'left.db-wal'))).toBe(false);
    });
  });

  test('left by one that was killed while the log was copied into the file, in part or whole', async () => {
    await inFolder(async (folder) => {
      const house = await openAt(folder, 'a.db');
      await trade(house, 3);
      const other = new DatabaseSync(join(folder, 'a.db'));
      other.exec('PRAGMA wal_checkpoint(PASSIVE)');
      copyOpen(folder, 'a.db', 'copied.db');
      await trade(house, 2);
      copyOpen(folder, 'a.db', 'begun-anew.db');
      other.exec('BEGIN; SELECT count(*) FROM "house"');
      await trade(house, 2);
      const third = new DatabaseSync(join(folder, 'a.db'));
      third.exec('PRAGMA wal_checkpoint(PASSIVE)');
      await trade(house, 2);
      copyOpen(folder, 'a.db', 'in-part.db');
      for (const one of [other, third]) one.close();
      await house.close();
      await expectPosted(folder, 'copied.db', 3n);
      await expectPosted(folder, 'begun-anew.db', 5n);
      await expectPosted(folder, 'in-part.db', 9n);
    });
  });

  test('with counters alone in it', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 1);
      const house = await openAt(folder, 'a.db');
      await house.counters.define({ counter: 'visits', granularities: [60_000] });
      copyOpen(folder, 'a.db', 'left.db');
      await house.close();
      await expectPosted(folder, 'left.db', 1n);
    });
  });
});

describe('a log that is not that of its house is refused', () => {
  test('of another house', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const house = await openAt(folder, 'b.db');
      await trade(house, 5);
      copyFileSync(join(folder, 'b.db-wal'), join(folder, 'a.db-wal'));
      await house.close();
      await expectRefused(folder, 'a.db', /by the house \w{32}, and the file is of the house \w{32}/);
    });
  });

  test.each([
    ['older', 'old.db'],
    ['newer', 'new.db'],
  ])('beside a copy of the same house that is %s', async (_, name) => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      copyFileSync(join(folder, 'a.db'), join(folder, 'old.db'));
      await makeHouse(folder, 'a.db', 3);
      const house = await openAt(folder, 'a.db');
      await trade(house, 1);
      for (const end of ['old.db', 'new.db']) {
        copyFileSync(join(folder, 'a.db-wal'), join(folder, `${end}-wal`));
      }
      await house.close();
      await makeHouse(folder, 'a.db', 1);
      copyFileSync(join(folder, 'a.db'), join(folder, 'new.db'));
      await expectRefused(folder, name, /another state of this house, earlier or later/);
    });
  });

  test('of a copy that went on by itself', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      copyFileSync(join(folder, 'a.db'), join(folder, 'b.db'));
      await makeHouse(folder, 'a.db', 1);
      const house = await openAt(folder, 'b.db');
      await trade(house, 1);
      copyFileSync(join(folder, 'b.db-wal'), join(folder, 'a.db-wal'));
      await house.close();
      await expectRefused(folder, 'a.db', /another state of this house/);
    });
  });

  test('of a program that is no house', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const other = new DatabaseSync(join(folder, 'other.db'));
      other.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)');
      copyFileSync(join(folder, 'other.db-wal'), join(folder, 'a.db-wal'));
      other.close();
      await expectRefused(folder, 'a.db', /not written by this house/);
    });
  });

  test('garbage', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      writeFileSync(join(folder, 'a.db-wal'), 'account,amount\nalice,5\n'.repeat(90));
      await expectRefused(folder, 'a.db', /is no log of SQLite/);
    });
  });

  test('a journal of another program', async () => {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 3);
      const other = new DatabaseSync(join(folder, 'other.db'));
      other.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA cache_size = 1; BEGIN; DELETE FROM t');
      other.exec('INSERT INTO t SELECT zeroblob(9999) FROM (VALUES (1), (2), (3), (4), (5))');
      copyFileSync(join(folder, 'other.db-journal'), join(folder, 'a.db-journal'));
      other.close();
      const before = bytesOf(folder, 'a.db');
      const error = await rejectionOf(openAt(folder, 'a.db'));
      expect(error).toMatchObject({
        code: 'store_corrupt',
        message: expect.stringContaining('a.db-journal'),
      });
      expect(bytesOf(folder, 'a.db')).toEqual(before);
    });
  });
});

describe('a log that is not whole', () => {
  /** A house with a log of seven commits and more, as a killed process leaves it; returns how many frames it has. */
  async function leaveLog(folder: string): Promise<number> {
    await makeHouse(folder, 'a.db', 3);
    const house = await openAt(folder, 'a.db');
    await trade(house, 6);
    copyOpen(folder, 'a.db', 'left.db');
    await house.close();
    return (readFileSync(join(folder, 'left.db-wal')).length - LOG_HEADER_BYTES) / FRAME_BYTES;
  }

  test('cut, as by a machine that went down: opened at the last commit that is whole', async () => {
    await inFolder(async (folder) => {
      const frames = await leaveLog(folder);
      const log = join(folder, 'left.db-wal');
      truncateSync(log, LOG_HEADER_BYTES + (frames - 1) * FRAME_BYTES + 100);
      await expectPosted(folder, 'left.db', 8n);
    });
  });

  test.each([0, 20, LOG_HEADER_BYTES])('cut to %d bytes: opened as the file is', async (bytes) => {
    await inFolder(async (folder) => {
      await leaveLog(folder);
      truncateSync(join(folder, 'left.db-wal'), bytes);
      await expectPosted(folder, 'left.db', 3n);
    });
  });

  test('the last commit half written: opened without it', async () => {
    await inFolder(async (folder) => {
      const frames = await leaveLog(folder);
      const log = readFileSync(join(folder, 'left.db-wal'));
      log.fill(
        0xee,
        LOG_HEADER_BYTES + (frames - 2) * FRAME_BYTES + 24,
        LOG_HEADER_BYTES + (frames - 1) * FRAME_BYTES,
      );
      writeFileSync(join(folder, 'left.db-wal'), log);
      await expectPosted(folder, 'left.db', 8n);
    });
  });

  test('damaged in front of commits that were answered: refused', async () => {
    await inFolder(async (folder) => {
      await leaveLog(folder);
      const log = readFileSync(join(folder, 'left.db-wal'));
      log[LOG_HEADER_BYTES + 24 + 99] = 0xee ^ (log[LOG_HEADER_BYTES + 24 + 99] ?? 0);
      writeFileSync(join(folder, 'left.db-wal'), log);
      await expectRefused(
        folder,
        'left.db',
        /damaged behind its commit 0, and 7 commits after it cannot be read/,
      );
    });
  });
});

/** What stands in the place of a file that SQLite would open: a pipe it would wait for, another file it would write to. */
const OTHERS: readonly (readonly [string, (path: string, other: string) => void])[] = [
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a folder', (path) => void mkdirSync(path)],
  ['a link to nothing', (path) => symlinkSync('nowhere', path)],
  ['a link', (path, other) => symlinkSync(other, path)],
  ['a second name of another house', (path, other) => linkSync(other, path)],
];

describe.each(['-wal', '-shm', '-journal'])('in the place of the %s', (ending) => {
  test.each(OTHERS)('%s is refused by its name, and nothing is opened', async (_, put) => {
    await inFolder(async (folder) => {
      for (const name of ['a.db', 'b.db']) await makeHouse(folder, name, 2);
      const other = join(folder, 'b.db');
      const before = readFileSync(other);
      put(join(folder, `a.db${ending}`), other);
      const names = readdirSync(folder);
      const error = await rejectionOf(openAt(folder, 'a.db'));
      expect(error).toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(new RegExp(`a\\.db${ending} is beside .*: move it away$`)),
      });
      expect(readdirSync(folder)).toEqual(names);
      expect(readFileSync(other)).toEqual(before);
    });
  });
});
