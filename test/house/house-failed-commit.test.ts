import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describe, expect, type TestContext, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { compileFailingSync } from '../support/crash/failing-sync.ts';
import { mayMount, runWithMounts } from '../support/crash/own-mounts.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents } from '../support/house/house-door.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/house-failed-commit-child.ts');

interface Report {
  readonly answered: number;
  readonly code: string;
  readonly message: string;
  readonly following: string;
  readonly afterwards: readonly string[];
  readonly closed: string;
}

async function makeHouse(folder: string): Promise<void> {
  await using house = await open(houseIn(folder), { announceExpiries: false });
  await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
}

/** How many of the transfers are in the house, which is sound. */
async function transfersIn(folder: string): Promise<number> {
  await using house = await open(houseIn(folder), { create: false, announceExpiries: false });
  await checkSound(house);
  const transfers = (await allEvents(house.book('main'))).filter(({ kind }) => kind === 'transfer');
  expect((await house.book('main').balance('a'))?.posted).toBe(BigInt(transfers.length));
  return transfers.length;
}

const AFTERWARDS = {
  code: 'outcome_unknown',
  message: expect.stringContaining('closed itself'),
  following: 'house_closed',
  afterwards: Array.from({ length: 7 }, () => 'house_closed'),
  closed: 'closed',
};

/** Runs the program on a house whose disk fails to sync the log after ten transfers; what it reports is checked. */
async function failSync(
  context: TestContext,
  mode: 'transfer' | 'counter',
  more: Record<string, string>,
  check: (folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await makeHouse(folder);
    const failing = compileFailingSync(folder);
    if (failing === undefined) return context.skip('this machine has no compiler for a disk that fails');
    const env = { ...process.env, ...failing, ...more };
    const said = execFileSync(process.execPath, [PROGRAM, folder, mode], { encoding: 'utf8', env });
    expect(JSON.parse(said)).toMatchObject({ ...AFTERWARDS, answered: 10 });
    await check(folder);
  });
}

const ONCE = { SYNC_FAILS_ONCE: 'yes' };

describe('a commit whose fsync fails has an unknown outcome, and the house closes itself', () => {
  test('the next opening finds it in the log, where it was left', async (context) => {
    await failSync(context, 'transfer', {}, async (folder) => {
      expect(await transfersIn(folder)).toBe(11);
    });
  });

  test('so it does where the disk came to itself: nothing of it went into the file before', async (context) => {
    await failSync(context, 'transfer', ONCE, async (folder) => {
      copyFileSync(join(folder, 'house.db'), join(folder, 'alone.db'));
      expect(existsSync(join(folder, 'house.db-wal'))).toBe(true);
      expect(await transfersIn(folder)).toBe(11);
      using alone = new DatabaseSync(join(folder, 'alone.db'));
      expect(alone.prepare('SELECT count(*) AS "rows" FROM "journal"').get()).toEqual({ rows: 1 });
    });
  });

  test.for([
    ['not again', {}, ['before', 'c']],
    ['again', ONCE, ['before', 'c']],
  ] as const)('likewise what counters wrote, where the disk works %s', async ([_, more, found], context) => {
    await failSync(context, 'counter', more, async (folder) => {
      expect(await transfersIn(folder)).toBe(10);
      await using house = await open(houseIn(folder), { create: false });
      const { counters } = await house.counters.status();
      expect(counters.map(({ counter }) => counter)).toEqual(found);
    });
  });

  test('what is in the log is on the disk before the next opening answers', async (context) => {
    await failSync(context, 'transfer', {}, async (folder) => {
      await using house = await open(houseIn(folder), { create: false, announceExpiries: false });
      expect((await house.book('main').balance('a'))?.posted).toBe(11n);
      // The file alone, without a log that was never synced.
      copyFileSync(join(folder, 'house.db'), join(folder, 'alone.db'));
      await using alone = await open(houseIn(folder, 'alone.db'), { create: false, announceExpiries: false });
      expect((await alone.book('main').balance('a'))?.posted).toBe(11n);
    });
  });
});

const OWN_DISK = 'mkdir "$1/disk"; mount -t tmpfs -o size=40m none "$1/disk"; cp "$1/house.db" "$1/disk"';

test('a commit that fails when it is on the disk has an unknown outcome, too: the next opening finds it', async (context) => {
  await inFolder(async (folder) => {
    await makeHouse(folder);
    if (!mayMount(folder)) return context.skip('this machine lets nobody mount a small disk');
    const script = `${OWN_DISK}; "$0" "$2" "$1/disk" index; cp "$1/disk/house.db"* "$1"`;
    const report: Report = JSON.parse(runWithMounts(script, process.execPath, folder, PROGRAM));
    expect(report).toMatchObject(AFTERWARDS);
    expect(report.answered).toBeGreaterThan(100);
    expect(await transfersIn(folder)).toBe(report.answered + 1);
  });
});

const ERASING = `
import { rmSync, writeFileSync } from 'node:fs';
import { open } from '${pathToFileURL(join(PROJECT_ROOT, 'src/index.ts')).href}';
const house = await open(process.argv[1], { announceExpiries: false });
const book = house.book('main');
await book.transfer({ id: 't', from: 'world', to: 'a', amount: 1n, private: { name: 'Lorina' } });
writeFileSync(process.env.SYNC_FAILS, '');
const first = await book.erase({ command: 't' }).catch(({ code }) => code);
rmSync(process.env.SYNC_FAILS);
const second = await book.erase({ command: 't' }).catch(({ code }) => code);
const { ok } = await house.verify();
await house.close();
console.log(JSON.stringify([first, second, ok]));
`;

test('an erasure is told as done when it is committed, though the disk fails before its bytes are wiped', async (context) => {
  await inFolder(async (folder) => {
    await makeHouse(folder);
    const failing = compileFailingSync(folder);
    if (failing === undefined) return context.skip('this machine has no compiler for a disk that fails');
    const env = { ...process.env, ...failing, SYNC_FAILS_FOR: 'house.db' };
    const words = ['--input-type=module', '-e', ERASING, houseIn(folder)];
    const said = execFileSync(process.execPath, words, { encoding: 'utf8', env });
    expect(JSON.parse(said)).toMatchObject([
      { ok: true, erased: 1, wiped: false },
      { ok: true, erased: 0, wiped: true },
      true,
    ]);
    expect((await readFile(join(folder, 'house.db'))).includes('Lorina')).toBe(false);
  });
});
