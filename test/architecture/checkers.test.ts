import { describe, expect, test } from 'vitest';
import { checkLayers } from './check-layers.ts';
import { checkNames } from './check-names.ts';
import { checkFileSizes, checkFunctionSizes, checkShortFiles } from './check-sizes.ts';
import { checkWords } from './check-words.ts';
import { findCycles } from './find-cycles.ts';
import type { ProjectFile } from './read-project.ts';
import { showViolations, type Violation } from './violation.ts';

// A checker that finds nothing in the project must first have shown that it can find something.

const file = (path: string, text: string): ProjectFile => ({ path, text });
const whats = (violations: readonly Violation[]): string[] => violations.map(({ what }) => what);
const lines = (count: number): string => 'a;\n'.repeat(count);

describe('checkLayers', () => {
  const check = (path: string, specifier: string): string[] =>
    whats(checkLayers([file(path, `import type { A } from '${specifier}';`)]));

  test.each([
    ['src/base/a.ts', '../kernel/b.ts', 'src/base/ imports src/kernel/b.ts'],
    ['src/kernel/hold/a.ts', '../../memory/b.ts', 'src/kernel/ imports src/memory/b.ts'],
    ['src/kernel/a.ts', '../index.ts', 'src/kernel/ imports src/index.ts'],
    ['src/memory/a.ts', '../store/b.ts', 'src/memory/ imports src/store/b.ts'],
    ['src/store/memory/a.ts', '../../engine/b.ts', 'src/store/ imports src/engine/b.ts'],
    ['src/engine/a.ts', '../server/b.ts', 'src/engine/ imports src/server/b.ts'],
    ['src/client/a.ts', '../kernel/b.ts', 'src/client/ imports src/kernel/b.ts'],
    ['src/base/a.ts', 'node:crypto', 'src/base/ imports the package node:crypto'],
    ['src/kernel/a.ts', 'fast-check', 'src/kernel/ imports the package fast-check'],
    ['src/memory/a.ts', 'node:fs', 'src/memory/ imports the package node:fs'],
    [
      'src/counters/rules/a.ts',
      '../counter-store.ts',
      'src/counters/rules/ imports src/counters/counter-store.ts',
    ],
    ['src/counters/rules/a.ts', 'mnemonist', 'src/counters/rules/ imports the package mnemonist'],
    ['src/counters/a.ts', '../kernel/b.ts', 'src/counters/ imports src/kernel/b.ts'],
    ['src/engine/a.ts', '../../test/b.ts', 'imports test/b.ts'],
    ['src/index.ts', '../bench/b.ts', 'imports bench/b.ts'],
    ['src/misc/a.ts', './b.ts', 'src/misc/ is not a known layer'],
  ])('%s may not import %s', (path, specifier, what) => {
    expect(check(path, specifier)).toEqual([what]);
  });

  test.each([
    ['src/kernel/hold/a.ts', '../../base/b.ts'],
    ['src/kernel/hold/a.ts', '../account/b.ts'],
    ['src/memory/index.ts', '../kernel/b.ts'],
    ['src/index.ts', './memory/b.ts'],
    ['src/store/sqlite/a.ts', 'node:sqlite'],
    ['src/counters/a.ts', './rules/b.ts'],
    ['src/counters/rules/a.ts', './b.ts'],
    ['src/counters/approximate/a.ts', 'mnemonist'],
    ['src/store/memory/a.ts', '../../counters/rules/b.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(check(path, specifier)).toEqual([]);
  });

  test('says where, what and why', () => {
    const [violation] = checkLayers([file('src/base/a.ts', `\nexport * from '../kernel/b.ts';`)]);
    expect(showViolations(violation ? [violation] : [])).toBe(
      'src/base/a.ts:2: src/base/ imports src/kernel/b.ts\n' +
        '    The base knows no ledger words and needs nothing, so that everything may stand on it.',
    );
  });
});

describe('findCycles', () => {
  test('finds a file that imports itself by way of others, once', () => {
    const files = [
      file('src/a.ts', `import './b.ts'; import './d.ts';`),
      file('src/b.ts', `import './c.ts';`),
      file('src/c.ts', `import type { A } from './a.ts';`),
      file('src/d.ts', `import './c.ts';`),
    ];
    expect(whats(findCycles(files))).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts']);
  });

  test('finds a file that imports itself straight, and nothing in a diamond', () => {
    expect(whats(findCycles([file('src/a.ts', `import './a.ts';`)]))).toEqual(['src/a.ts -> src/a.ts']);
    const diamond = [
      file('src/a.ts', `import './b.ts'; import './c.ts';`),
      file('src/b.ts', `import './d.ts';`),
      file('src/c.ts', `import './d.ts';`),
      file('src/d.ts', ''),
    ];
    expect(findCycles(diamond)).toEqual([]);
  });
});

describe('checkFileSizes', () => {
  const reasons = new Map([['src/a.ts', 'one table']]);

  test('300 lines are well, 301 need a reason, past 400 there is none', () => {
    expect(checkFileSizes([file('src/a.ts', lines(300))], new Map())).toEqual([]);
    expect(whats(checkFileSizes([file('src/a.ts', lines(301))], new Map()))).toEqual(['has 301 lines']);
    expect(checkFileSizes([file('src/a.ts', lines(400))], reasons)).toEqual([]);
    expect(whats(checkFileSizes([file('src/a.ts', lines(401))], reasons))).toEqual(['has 401 lines']);
  });

  test('an exception without need is one too many', () => {
    expect(whats(checkFileSizes([file('src/a.ts', lines(300))], reasons))).toEqual([
      'is an exception without need',
    ]);
    expect(whats(checkFileSizes([], reasons))).toEqual(['is an exception without need']);
  });
});

test('checkShortFiles: 15 lines are well, 14 need a reason, and a reason needs a file', () => {
  const reasons = new Map([['src/a.ts', 'an entry']]);
  expect(checkShortFiles([file('src/a.ts', lines(15))], new Map())).toEqual([]);
  expect(whats(checkShortFiles([file('src/a.ts', lines(14))], new Map()))).toEqual(['has 14 lines']);
  expect(checkShortFiles([file('src/a.ts', lines(14))], reasons)).toEqual([]);
  expect(whats(checkShortFiles([file('src/a.ts', lines(15))], reasons))).toEqual([
    'is an exception without need',
  ]);
});

test('checkFunctionSizes: 70 lines are well, 71 are not', () => {
  const functionOf = (count: number): string => `function f() {\n${'  a();\n'.repeat(count - 2)}}\n`;
  expect(checkFunctionSizes([file('src/a.ts', functionOf(70))])).toEqual([]);
  expect(whats(checkFunctionSizes([file('src/a.ts', functionOf(71))]))).toEqual(['f has 71 lines']);
});

describe('checkWords', () => {
  const check = (path: string, text: string): string[] => whats(checkWords([file(path, text)]));
  const host = ['registry', 'example', 'org'].join('.');
  const folder = ['', 'tmp', 'a'].join('/');

  test.each([
    ['src/kernel/a.ts', "run('SELECT a FROM b')", 'no SQL outside src/store/: SELECT a FROM'],
    ['src/engine/a.ts', 'run(`\n  insert into b values (1)`)', 'no SQL outside src/store/: insert into'],
    ['src/engine/a.ts', "run('CREATE TABLE b')", 'no SQL outside src/store/: CREATE TABLE'],
    ['src/base/a.ts', 'const a = new Date(0);', 'no clock in the rules: new Date'],
    ['src/memory/a.ts', 'performance.mark(b)', 'no clock in the rules: performance'],
    ['src/kernel/a.ts', 'setTimeout(b)', 'no clock in the rules: setTimeout'],
    ['src/base/a.ts', 'Math.random()', 'no randomness in the rules: Math.random'],
    ['src/kernel/a.ts', 'crypto.subtle', 'no randomness in the rules: crypto'],
    ['src/kernel/a.ts', 'offsetIn(zone, at)', 'no zone data in the rules: offsetIn'],
    ['src/kernel/a.ts', 'process.env', 'no global state of the process in the rules: process'],
    ['src/memory/a.ts', 'await b', 'no global state of the process in the rules: await'],
    ['src/store/a.ts', 'Date.now()', 'a clock is read only by the engine: Date.now'],
    ['src/engine/a.ts', 'Date.now()', 'the engine asks one clock what time it is: Date.now'],
    ['src/base/a.ts', 'parseFloat(b)', 'no floats on money: parseFloat'],
    ['src/kernel/a.ts', 'Number(amount)', 'no conversion to number in the kernel: Number('],
    ['src/kernel/a.ts', 'Math.floor(b)', 'no conversion to number in the kernel: Math.floor'],
    ['README.md', `see https://${host}/x`, `no registry host: ${host}`],
    ['a.json', `"${['npm', 'js'].join('')}.com"`, `no registry host: ${['npm', 'js'].join('')}.com`],
    ['scripts/a.js', `open('${folder}')`, `no path of one machine: ${folder.slice(0, -1)}`],
  ])('%s may not hold %s', (path, text, what) => {
    expect(check(path, text)).toEqual([what]);
  });

  test.each([
    ['src/store/sqlite/a.ts', "run('SELECT a FROM b')"],
    ['src/kernel/a.ts', '// SELECT a FROM b, Date.now(), Math.random(), Number(c)'],
    ['src/kernel/a.ts', "say('select a payment, then draw it'); updateDate(); Number.isSafeInteger(b)"],
    ['src/base/a.ts', 'value instanceof Date'],
    ['src/engine/a.ts', 'performance.now()'],
    ['src/engine/clock/machine-clock.ts', 'Date.now()'],
    ['src/base/a.ts', 'Number(b)'],
    ['README.md', `docs/work/a, ../tmp/b, and/or`],
  ])('%s may hold %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  test('says the line, in strings too', () => {
    const [violation] = checkWords([file('src/engine/a.ts', "\n\na('b');\nrun('DELETE FROM b')")]);
    expect(violation?.where).toBe('src/engine/a.ts:4');
  });
});

describe('checkNames', () => {
  test('finds a name that is taken, and one in another spelling', () => {
    expect(whats(checkNames([file('src/a/draw.ts', ''), file('test/draw.ts', '')]))).toEqual([
      'has the name of src/a/draw.ts',
    ]);
    expect(whats(checkNames([file('src/placeHold.ts', '')]))).toEqual([
      'is not named in lower case with dashes',
    ]);
  });

  test('public entries and mirrored stores may share theirs', () => {
    const paths = [
      'src/index.ts',
      'src/memory/index.ts',
      'src/store/sqlite/write.ts',
      'src/store/postgres/write.ts',
    ];
    expect(checkNames(paths.map((path) => file(path, '')))).toEqual([]);
  });
});
