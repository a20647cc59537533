import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandsOf, makeProgram, nameOf } from './describe-command.ts';
import { READS } from './lines-that-read.ts';
import { WRITES } from './lines-that-write.ts';
import { everything, linked, pipe, workInFolders } from './path-folder.ts';
import { NO_PATHS, PATHS } from './path-options.ts';
import { runInProcess } from './run-in-process.ts';

workInFolders();

/** The commands that make a house where there is none. */
const MAKERS = ['open-account', 'count define', 'count import', 'import', 'restore', 'demo'];

/** What is no house, and stays what it is. */
const NO_HOUSES: readonly [string, () => string][] = [
  ['a text', () => 'other.txt'],
  ['an empty file', () => 'empty'],
  ['a link to an empty file', () => linked('empty')],
  ['a folder', () => 'folder'],
  ['a link to a folder', () => linked('folder')],
  ['a device', () => '/dev/null'],
  ['a pipe', () => pipe()],
  ['the lock of a house', () => 'shop.db-lock'],
  ['the log of a house', () => 'shop.db-wal'],
  ['a file under a file', () => 'other.txt/new.db'],
  ['a file in a folder that is not there', () => 'nowhere/new.db'],
];

const SAMPLES: Readonly<Record<string, string>> = { ...NO_PATHS, 'restore <file>': 'shop.db' };

/** A line of each command, but for `bench`, which opens no house that anybody names. */
const lines = commandsOf(makeProgram()).flatMap((command): string[][] => {
  const name = nameOf(command);
  if (name === 'bench') return [];
  const known = [...WRITES, ...READS].find(([line]) => line === name || line.startsWith(`${name} `));
  if (known !== undefined) return [[...known[0].split(' '), '--old']];
  const options = command.options
    .filter(({ mandatory }) => mandatory)
    .map(({ long, flags }) => {
      const word = /<(.+?)>/.exec(flags)?.[1] ?? '';
      return `${long}=${SAMPLES[word]}`;
    });
  const words = command.registeredArguments
    .filter(({ required }) => required)
    .map((one) => SAMPLES[`${name} <${one.name()}>`] ?? SAMPLES[one.name()] ?? 'rows.csv');
  const format = command.options.some(({ long }) => long === '--format') ? ['--format', 'csv'] : [];
  return [[...name.split(' '), ...words, ...options, ...format]];
});

describe('of every command', () => {
  test.each(NO_HOUSES)('%s is no house, and is left as it is, with nothing beside it', async (_, make) => {
    writeFileSync('empty', '');
    const house = make();
    const copy = everything();
    for (const words of lines) {
      const { code } = await runInProcess([...words, '--house', house]);
      expect([words, code]).toEqual([words, expect.toSatisfy((one) => one === 2 || one === 3)]);
      expect(everything(), words.join(' ')).toEqual(copy);
    }
  });

  test('only those make a house that put something first into it', async () => {
    const makers: string[] = [];
    for (const [i, words] of lines.entries()) {
      const house = `new-${i}.db`;
      const { code } = await runInProcess([...words, '--house', house]);
      const isMade = house in everything();
      if (isMade) makers.push(words.slice(0, words[0] === 'count' ? 2 : 1).join(' '));
      else expect([words, code]).toEqual([words, expect.toSatisfy((one) => one === 2 || one === 3)]);
      expect(Object.keys(everything()).filter((name) => name.startsWith(`${house}-`) && !isMade)).toEqual([]);
    }
    expect(makers.sort()).toEqual([...MAKERS].sort());
  });
});

// To close a file of the house that is open would drop the locks that the program has on it.
const READERS = Object.keys(PATHS).filter((name) => PATHS[name] === 'read');
describe.each(READERS)('%s', (name) => {
  test.each(['', '-wal', '-shm', '-lock'])(
    'does not read the house that is named: shop.db%s',
    async (ending) => {
      const file = `shop.db${ending}`;
      if (!(file in everything())) writeFileSync(file, '');
      const copy = everything();
      for (const path of [file, `folder/../${file}`, linked(file)]) {
        const { code, stderr } = await runInProcess([
          ...name.split(' ').slice(0, -1),
          path,
          '--house',
          'shop.db',
          ...(name === 'restore <file>' ? ['--overwrite'] : []),
        ]);
        expect([code, stderr]).toEqual([2, expect.stringMatching(/another file than/)]);
        const { link: _link, ...rest } = everything();
        expect(rest).toEqual(copy);
      }
    },
  );
});

describe.each(['import <file>', 'count import <file>'])('%s', (name) => {
  test.each([
    ['a folder', () => 'folder'],
    ['a device', () => '/dev/null'],
    ['a pipe that nobody writes to', () => pipe()],
    ['what is not there', () => 'nowhere.csv'],
    ['a link to nothing', () => linked('nowhere.csv')],
  ])('refuses %s, and makes no house for it', async (_, make) => {
    const words = [...name.split(' ').slice(0, -1), make(), '--format', 'csv', '--house', 'new.db'];
    const copy = everything();
    const { code, stderr } = await runInProcess(words);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/<file>: expected a file/)]);
    expect(everything()).toEqual(copy);
  });

  test('reads a house as little as any other file that is no text, and leaves it alone', async () => {
    const copy = everything();
    const words = [...name.split(' ').slice(0, -1), 'shop.db', '--format', 'csv', '--house', 'new.db'];
    expect(await runInProcess(words)).toMatchObject({ code: 2 });
    expect(everything()['shop.db']).toBe(copy['shop.db']);
  });
});

describe('bench --folder', () => {
  test.each(['shop.db', 'other.txt', '/dev/null', 'nowhere'])(
    'refuses %s, and changes nothing',
    async (path) => {
      const copy = everything();
      expect(await runInProcess(['bench', '--seconds', '1', '--folder', path])).toMatchObject({ code: 2 });
      expect(everything()).toEqual(copy);
    },
  );
});
