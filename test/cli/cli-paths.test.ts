import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guardedFiles } from '../../src/cli/files/guarded-files.ts';
import { checkOutput } from '../../src/cli/files/output-file.ts';
import { open } from '../../src/index.ts';
import { makeProgram } from './describe-command.ts';
import { everything, hardLinked, linked, OTHER, pipe, workInFolders } from './path-folder.ts';
import { lineWith, NO_PATHS, PATHS, takersOf } from './path-options.ts';
import { runInProcess } from './run-in-process.ts';

const takers = takersOf(makeProgram());
workInFolders();

/** A line that writes to that file, and reads the file beside it. */
const WRITES: Readonly<Record<string, (path: string) => string[]>> = {
  'export --output': (path) => ['export', '--format', 'ndjson', '--output', path],
  'import --rejects': (path) => ['import', 'rows.csv', '--rejects', path],
  'count import --rejects': (path) => ['count', 'import', 'events.csv', '--rejects', path],
};
const INPUTS: Readonly<Record<string, string>> = {
  'import --rejects': 'rows.csv',
  'count import --rejects': 'events.csv',
};

const runOnHouse = (words: readonly string[]) => runInProcess([...words, '--house', 'shop.db']);

describe('every option and argument that takes a value', () => {
  test('is known to take a path, or not to', () => {
    // The path of a prefix is one of accounts.
    const files = takers.filter(({ name }) => !name.endsWith(' --prefix'));
    const unknown = files.filter(({ name, word }) => !(name in PATHS) && !(word in NO_PATHS));
    expect(unknown.map(({ name, word }) => `${name} (${word})`)).toEqual([]);
  });

  test('is there, where it is known to take a path; and each that is written to is tried below', () => {
    expect(takers.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(PATHS)));
    const written = Object.keys(PATHS).filter((name) => PATHS[name] === 'written');
    expect(Object.keys(WRITES).sort()).toEqual(written.sort());
  });

  const others = takers.filter(({ name }) => !(name in PATHS));
  test('leaves files alone, where it takes no path', async () => {
    const { 'shop.db': _house, 'shop.db-lock': _lock, ...copy } = everything();
    for (const taker of others) {
      for (const value of ['other.txt', 'made-by-an-option']) await runOnHouse(lineWith(taker, value));
      const { 'shop.db': _house, 'shop.db-lock': _lock, ...rest } = everything();
      expect(rest, taker.name).toEqual(copy);
    }
  });
});

describe.each(Object.keys(WRITES))('%s', (name) => {
  const line = (path: string, ...more: string[]): string[] => [...(WRITES[name]?.(path) ?? []), ...more];
  const input = INPUTS[name];

  const guarded: [what: string, make: () => string][] = [
    ...['', '-wal', '-shm', '-journal', '-lock'].map((ending): [string, () => string] => [
      `shop.db${ending}`,
      () => `shop.db${ending}`,
    ]),
    ['the house by its whole path', () => join(process.cwd(), 'shop.db')],
    ['the house by ..', () => 'folder/../shop.db'],
    ['a link to the house', () => linked('shop.db')],
    ['a link to a link to the house', () => linked(linked('shop.db'), 'link2')],
    ['a link to a -wal that is not there', () => linked('shop.db-wal')],
    ['a hard link to the house', () => hardLinked('shop.db')],
    ['a house behind a linked folder', () => `${linked('.')}/shop.db`],
    ...(input === undefined
      ? []
      : ([
          ['what is read', () => input],
          ['a link to what is read', () => linked(input)],
          ['a hard link to what is read', () => hardLinked(input)],
        ] as [string, () => string][])),
  ];

  test.each(guarded)('refuses %s, and changes nothing', async (_, make) => {
    const path = make();
    const copy = everything();
    for (const more of [[], ['--overwrite']]) {
      const { code, stderr } = await runOnHouse(line(path, ...more));
      expect([code, stderr]).toEqual([2, expect.stringMatching(/expected another file than/)]);
      expect(everything()).toEqual(copy);
    }
  });

  test('refuses them beside a house behind a link', async () => {
    symlinkSync('shop.db', 'linked.db');
    const copy = everything();
    for (const path of ['shop.db-wal', 'linked.db-wal', 'shop.db-lock', 'linked.db']) {
      expect(await runInProcess([...line(path, '--overwrite'), '--house', 'linked.db'])).toMatchObject({
        code: 2,
      });
      expect(everything()).toEqual(copy);
    }
  });

  test('refuses another house and what belongs to it, and changes nothing', async () => {
    copyFileSync('shop.db', 'second.db');
    linked('second.db');
    const copy = everything();
    for (const path of ['second.db', 'link', 'second.db-wal', 'second.db-lock']) {
      const { code, stderr } = await runOnHouse(line(path, '--overwrite'));
      expect([code, stderr]).toEqual([2, expect.stringMatching(/expected another file than a house/)]);
      expect(everything()).toEqual(copy);
    }
    // Where there is no house of that name, it is a name like any other.
    expect((await runOnHouse(line('daily-journal'))).stderr).toBe('');
  });

  test.each([
    ['a folder', 'folder', /a file, and not a folder/],
    ['a folder that is not there', 'nowhere/', /a file, and not a folder/],
    ['a file in a folder that is not there', 'nowhere/out', /ENOENT/],
    ['a file under a file', 'other.txt/out', /ENOTDIR/],
    ['a file that is there', 'other.txt', /--overwrite/],
  ])('refuses %s, and changes nothing', async (_, path, said) => {
    const copy = everything();
    const { code, stderr } = await runOnHouse(line(path));
    expect([code, stderr]).toEqual([2, expect.stringMatching(said)]);
    expect(everything()).toEqual(copy);
  });

  if (input !== undefined) {
    test('refuses standard output, where the report goes', async () => {
      expect(await runOnHouse(line('-'))).toMatchObject({ code: 2 });
      expect(readdirSync('.')).not.toContain('-');
    });
  }

  test('makes no house when the output is refused', async () => {
    await runInProcess([...line('other.txt'), '--house', 'new.db']);
    expect(readdirSync('.').filter((file) => file.startsWith('new.db'))).toEqual([]);
  });

  test('makes a new file for its owner alone, and leaves nothing beside it', async () => {
    const copy = Object.keys(everything());
    expect((await runOnHouse(line('new.txt'))).stderr).toBe('');
    expect(statSync('new.txt').mode & 0o777).toBe(0o600);
    expect(statSync('new.txt').size).toBeGreaterThan(0);
    expect(new Set(Object.keys(everything()))).toEqual(new Set([...copy, 'new.txt', 'shop.db-lock']));
  });

  test('replaces a file with --overwrite, keeps its mode, and does not write into it', async () => {
    linkSync('other.txt', 'same.txt');
    chmodSync('other.txt', 0o664);
    expect((await runOnHouse(line('other.txt', '--overwrite'))).stderr).toBe('');
    expect(readFileSync('other.txt', 'utf8')).toMatch(/^\{.*\}\n$/s);
    expect(statSync('other.txt').mode & 0o777).toBe(0o664);
    // Whoever has the old file open, or by another name, still has it whole.
    expect(readFileSync('same.txt', 'utf8')).toBe(OTHER);
  });

  test('through a link, the file is replaced and the link stays', async () => {
    linked('other.txt');
    linked('new.txt', 'link2');
    await runOnHouse(line('link', '--overwrite'));
    expect((await runOnHouse(line('link2'))).stderr).toBe('');
    expect([lstatSync('link').isSymbolicLink(), lstatSync('link2').isSymbolicLink()]).toEqual([true, true]);
    expect(readFileSync('other.txt')).toEqual(readFileSync('new.txt'));
  });

  test('writes to a device and to a pipe, which stay what they are', async () => {
    const device = statSync('/dev/null');
    expect((await runOnHouse(line('/dev/null'))).stderr).toBe('');
    expect(statSync('/dev/null')).toMatchObject({ ino: device.ino, mode: device.mode });
    const [{ stderr }, text] = await Promise.all([runOnHouse(line(pipe())), readFile('pipe', 'utf8')]);
    expect([stderr, text]).toEqual(['', expect.stringMatching(/^\{.*\}\n$/s)]);
    expect(lstatSync('pipe').isFIFO()).toBe(true);
  });
});

test('every file that an open house has beside it is guarded', async () => {
  await using house = await open('sqlite:shop.db');
  await house.book('main').openAccount({ account: 'bob', asset: 'GBP/2' });
  const beside = readdirSync('.').filter((name) => name.startsWith('shop.db'));
  expect(beside.length).toBeGreaterThan(2);
  const guarded = guardedFiles('sqlite:shop.db', []);
  for (const path of beside) {
    expect(() => checkOutput({ field: 'x', path, overwrite: true, guarded }), path).toThrow(
      /another file than/,
    );
  }
});

test('files that the url of a database names are guarded', async () => {
  writeFileSync('client.key', 'secret');
  const line = ['export', '--format', 'csv', '--output', 'client.key', '--overwrite', '--house'];
  const { code, stderr } = await runInProcess([...line, 'postgres://h/d?sslmode=require&sslkey=client.key']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/another file than one that the url names/)]);
  expect(readFileSync('client.key', 'utf8')).toBe('secret');
});

test('export --output - is standard output', async () => {
  const line = ['export', '--format', 'ndjson'];
  expect(await runOnHouse([...line, '--output', '-'])).toEqual(await runOnHouse(line));
  expect(readdirSync('.')).not.toContain('-');
});
