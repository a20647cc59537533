import { describe, expect, test } from 'vitest';
import { checkLayers } from './check-layers.ts';
import { checkNames } from './check-names.ts';
import { checkFileSizes, checkFunctionSizes, checkShortFiles } from './check-sizes.ts';
import { checkWords, WORD_RULES } from './check-words.ts';
import { findCycles } from './find-cycles.ts';
import { findImports, resolveImport } from './find-imports.ts';
import { isCode, isSource, isTest, readProject } from './read-project.ts';
import { showViolations } from './violation.ts';

const files = readProject();
const code = files.filter(isCode);
const sources = files.filter(isSource);
// A test may hand in a Date to see it refused, and describe() is a table of contents, not a function to read as a whole.
const withoutTests = code.filter((file) => !isTest(file));
const paths = new Set(files.map(({ path }) => path));

/** What lies at the root. */
const AT_ROOT = [
  '.ci',
  '.gitattributes',
  '.gitignore',
  '.node-version',
  '.npmrc',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'bench',
  'biome.json',
  'docs',
  'examples',
  'package-lock.json',
  'package.json',
  'scripts',
  'src',
  'test',
  'tsconfig.build.json',
  'tsconfig.json',
  'vitest.config.ts',
];
/** What tools leave there, as .gitignore says. */
const LEFT_BY_TOOLS = /\.(?:tgz|log|tsbuildinfo|DS_Store)$/;

describe('the architecture', () => {
  test('nothing lies at the root but what belongs there: a test that makes files works in a folder of its own', () => {
    const names = new Set(files.map(({ path }) => path.replace(/\/.*/s, '')));
    expect([...names].filter((name) => !AT_ROOT.includes(name) && !LEFT_BY_TOOLS.test(name))).toEqual([]);
  });

  test('there are sources to look at, and every relative import of theirs is a file that was looked at', () => {
    expect(sources.length).toBeGreaterThan(0);
    const lost = sources.flatMap(({ path, text }) =>
      findImports(text)
        .map(({ specifier }) => resolveImport(path, specifier))
        .filter((target) => target !== null && !paths.has(target)),
    );
    expect(lost).toEqual([]);
  });

  test('imports run downward only', () => {
    expect(showViolations(checkLayers(sources))).toBe('');
  });

  test('no file imports itself, straight or by way of others', () => {
    expect(showViolations(findCycles(code))).toBe('');
  });

  test('files are small', () => {
    expect(showViolations(checkFileSizes(code))).toBe('');
  });

  test('no source is a few lines only', () => {
    const untested = sources.filter((file) => !isTest(file));
    expect(showViolations(checkShortFiles(untested))).toBe('');
  });

  test('functions fit a screen', () => {
    expect(showViolations(checkFunctionSizes(withoutTests))).toBe('');
  });

  test('file names are unique', () => {
    expect(showViolations(checkNames(code))).toBe('');
  });

  for (const rule of WORD_RULES) {
    test(rule.name, () => {
      const held = rule.alsoInTests === true ? code : withoutTests;
      expect(showViolations(checkWords(rule.within === 'text' ? files : held, [rule]))).toBe('');
    });
  }
});
