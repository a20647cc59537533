import { expect, test } from 'vitest';
import { findImports, resolveImport } from './find-imports.ts';

const specifiersOf = (text: string): string[] => findImports(text).map(({ specifier }) => specifier);

test('finds every way to import', () => {
  expect(
    specifiersOf(`
      import './a.ts';
      import b from "./b.ts";
      import type { C } from './c.ts';
      import {
        d,
        e,
      } from './d.ts';
      import * as f from 'node:fs';
      export { g } from './g.ts';
      export type * from './h.ts';
      const i = await import('./i.ts');
      const j: import('./j.ts').J = i;
    `),
  ).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', 'node:fs', './g.ts', './h.ts', './i.ts', './j.ts']);
});

test('is not taken in by comments and strings', () => {
  expect(
    specifiersOf(`// import './a.ts'\nconst b = "import './c.ts'"; Array.from(d); const from = 'e';`),
  ).toEqual([]);
});

test('says the line', () => {
  expect(findImports(`\n\nimport './a.ts';`)).toEqual([{ specifier: './a.ts', line: 3 }]);
});

test('resolves relative imports to paths from the root, and leaves packages alone', () => {
  expect(resolveImport('src/kernel/hold/place-hold.ts', '../../base/amount.ts')).toBe('src/base/amount.ts');
  expect(resolveImport('src/a.ts', './b.ts')).toBe('src/b.ts');
  expect(resolveImport('src/a.ts', 'node:fs')).toBeNull();
});
