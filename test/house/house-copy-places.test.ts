import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { backup, restore } from '../../src/engine/backup-house.ts';
import { everything, makeHouse, postedIn, postMore } from '../support/house/house-copies.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';

const CHILD = join(import.meta.dirname, '../support/house/house-copy-child.ts');

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Both copy a house `a.db` to a file: the one from a house that is open, the other from a backup. */
const COPIES: readonly [string, (folder: string, to: string, overwrite?: boolean) => Promise<unknown>][] = [
  ['backup', (folder, to, overwrite) => backup(houseIn(folder, 'a.db'), to, { overwrite, verify: false })],
  [
    'restore',
    (folder, to, overwrite) => restore(join(folder, 'a.db'), `sqlite:${to}`, { overwrite, verify: false }),
  ],
];

describe.each(COPIES)('where the file of a %s goes', (name, copy) => {
  const FORBIDDEN: readonly [string, (folder: string) => string][] = [
    ...['', '-wal', '-shm', '-journal', '-lock'].map((end): [string, (folder: string) => string] => [
      `a.db${end}`,
      (folder) => join(folder, `a.db${end}`),
    ]),
    ['the house by ..', (folder) => join(folder, 'folder/../a.db')],
    ['a link to the house', (folder) => linked(folder, 'a.db')],
    ['a link to a -wal that is not there', (folder) => linked(folder, 'a.db-wal')],
    ['a folder', (folder) => join(folder, 'folder')],
    ['a file in a folder that is not there', (folder) => join(folder, 'none/b.db')],
    ...['-wal', '-lock', '-making', '-restoring'].map((end): [string, (folder: string) => string] => [
      `a file of another house, b.db${end}`,
      (folder) => join(folder, `b.db${end}`),
    ]),
    ['a device', () => '/dev/null'],
  ];

  function linked(folder: string, to: string): string {
    symlinkSync(join(folder, to), join(folder, 'link'));
    return join(folder, 'link');
  }

  async function inPrepared(work: (folder: string) => Promise<void>): Promise<void> {
    await inFolder(async (folder) => {
      await makeHouse(folder, 'a.db', 2);
      mkdirSync(join(folder, 'folder'));
      await work(folder);
    });
  }

  test.each(FORBIDDEN)('is not %s', async (_, make) => {
    await inPrepared(async (folder) => {
      const to = make(folder);
      const before = everything(folder);
      for (const overwrite of [false, true]) {
        expect(await rejectionOf(copy(folder, to, overwrite))).toMatchObject({
          name: 'TallystickError',
          code: 'bad_option',
        });
        expect(everything(folder)).toEqual(before);
      }
      expect(await postedIn(folder, 'a.db')).toBe(2n);
    });
  });

  test('is not a hard link to the house', async () => {
    await inPrepared(async (folder) => {
      linkSync(join(folder, 'a.db'), join(folder, 'hard'));
      const before = everything(folder);
      for (const overwrite of [false, true]) {
        const error = await rejectionOf(copy(folder, join(folder, 'hard'), overwrite));
        expect(error).toMatchObject({ message: expect.stringMatching(/another file than|hard links/) });
        expect(everything(folder)).toEqual(before);
      }
    });
  });

  test.each(['-wal', '-shm', '-journal'])('is not where a %s was left', async (end) => {
    await inPrepared(async (folder) => {
      await makeHouse(folder, 'b.db', 1);
      writeFileSync(join(folder, `b.db${end}`), 'left');
      const before = everything(folder);
      const error = await rejectionOf(copy(folder, join(folder, 'b.db'), true));
      expect(error).toMatchObject({ code: 'store_failed', message: expect.stringContaining(`b.db${end}`) });
      expect(everything(folder)).toEqual(before);
    });
  });

  test('is not another house that is closed, nor a backup of one', async () => {
    await inPrepared(async (folder) => {
      await makeHouse(folder, 'b.db', 5);
      await backup(houseIn(folder, 'b.db'), join(folder, 'c.db'), { verify: false });
      const before = everything(folder);
      for (const other of ['b.db', 'c.db']) {
        const error = await rejectionOf(copy(folder, join(folder, other), true));
        expect(error).toMatchObject({
          code: 'bad_option',
          message: expect.stringContaining('another place'),
        });
        expect(everything(folder)).toEqual(before);
      }
      expect(await postedIn(folder, 'b.db')).toBe(5n);
    });
  });

  test('is one that is damaged so much that it cannot be asked which it is', async () => {
    await inPrepared(async (folder) => {
      const to = join(folder, 'b.db');
      await copy(folder, to);
      writeFileSync(to, readFileSync(to).fill(0xff, 4_096));
      await copy(folder, to, true);
      expect(await postedIn(folder, 'b.db')).toBe(2n);
    });
  });

  test('is not a house that is open', async () => {
    await inPrepared(async (folder) => {
      await makeHouse(folder, 'b.db', 5);
      const held = new DatabaseSync(join(folder, 'b.db-lock'));
      held.exec('BEGIN IMMEDIATE; PRAGMA user_version = 1');
      const error = await rejectionOf(copy(folder, join(folder, 'b.db'), true));
      expect(error).toMatchObject({ code: 'house_locked' });
      held.close();
      expect(await postedIn(folder, 'b.db')).toBe(5n);
    });
  });

  test('is replaced only where that is said, and keeps its mode; a new one is for its owner alone', async () => {
    await inPrepared(async (folder) => {
      const to = join(folder, 'b.db');
      await copy(folder, to);
      expect(modeOf(to)).toBe(0o600);
      chmodSync(to, 0o640);
      const before = everything(folder);
      const error = await rejectionOf(copy(folder, to));
      expect(error).toMatchObject({ code: 'bad_option', message: expect.stringContaining('overwrite') });
      expect(everything(folder)).toEqual(before);
      await copy(folder, to, true);
      expect(statSync(to).ino).not.toBe(Number(before['b.db']?.split(' ')[0]));
      expect(modeOf(to)).toBe(0o640);
      expect(await postedIn(folder, 'b.db')).toBe(2n);
    });
  });

  test('ends whole when two go to it at the same time', async () => {
    await inPrepared(async (folder) => {
      const to = join(folder, 'b.db');
      const outcomes = await Promise.allSettled([copy(folder, to, true), copy(folder, to, true)]);
      expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
      expect(await postedIn(folder, 'b.db')).toBe(2n);
      expect(readdirSync(folder).filter((file) => /part|restoring/.test(file))).toEqual([]);
    });
  });

  test('is whole at every moment, though the process is killed', async () => {
    await inFolder(async (folder) => {
      // An older state of the same house.
      await makeHouse(folder, 'a.db', 1);
      copyFileSync(join(folder, 'a.db'), join(folder, 'old.db'));
      await postMore(folder, 'a.db', 1_499);
      const [from, to] =
        name === 'backup'
          ? [houseIn(folder, 'a.db'), join(folder, 'b.db')]
          : [join(folder, 'a.db'), houseIn(folder, 'b.db')];
      await copy(folder, join(folder, 'b.db'));
      const whole = await timeOf([name, from, to]);
      const seen = new Set<bigint | undefined>();
      for (let i = 0; i < 5; i += 1) {
        copyFileSync(join(folder, 'old.db'), join(folder, 'b.db'));
        await killAfter([name, from, to], (whole * (i + 1)) / 5);
        // Everything that is beside it by now would be taken for its own.
        expect(['-wal', '-shm', '-journal'].filter((end) => existsSync(join(folder, `b.db${end}`)))).toEqual(
          [],
        );
        const posted = await postedIn(folder, 'b.db');
        expect([1n, 1_500n]).toContain(posted);
        seen.add(posted);
      }
      expect(seen).toContain(1n);
      await copy(folder, join(folder, 'b.db'), true);
      expect(await postedIn(folder, 'b.db')).toBe(1_500n);
      expect(readdirSync(folder).filter((file) => file.includes('restoring'))).toEqual([]);
    });
  }, 120_000);
});

/** How long a copy takes in a process of its own, behind its beginning. */
async function timeOf(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [CHILD, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const began = performance.now();
  await once(child, 'exit');
  return performance.now() - began;
}

async function killAfter(words: readonly string[], milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await Promise.race([sleep(milliseconds), once(child, 'exit')]);
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
