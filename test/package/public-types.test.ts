import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { declaredBy, publicNames, readDeclarations } from '../support/package/declarations.ts';
import { requireBuild } from '../support/package/require-build.ts';

beforeAll(requireBuild);

/**
 * What the entries promise, one name a line, is kept in public-names.txt: whatever comes or goes there is told in
 * CHANGELOG.md. What no entry names is what the rest is written with, such as the fields of each command; nothing of it is
 * a value. After a change that is meant: npm test -- test/package/public-types.test.ts --update
 */
test('the entries promise these names, and the declarations in the package hold nothing else', async () => {
  const entries = publicNames();
  const named = new Set(entries.flatMap(({ names }) => [...names]));
  const declared = readDeclarations().flatMap(({ file }) => file.statements.flatMap(declaredBy));
  const others = new Set(declared.filter((name) => !named.has(name)));
  const lists = [...entries, { entry: 'written with', names: others }];
  const text = lists.map(
    ({ entry, names }) =>
      `${entry}\n${[...names]
        .sort()
        .map((name) => `  ${name}\n`)
        .join('')}`,
  );
  await expect(text.join('\n')).toMatchFileSnapshot('public-names.txt');
});

test('nobody is offered a constructor, a method or a field that is for the house alone', () => {
  const sources = readDeclarations().map(({ file }) => file.text);
  expect(sources.join('\n')).not.toMatch(/@internal|^\s*(?:protected|private)\b/m);
  // A class that an entry exports as a type cannot be constructed; the others say how.
  const index = readFileSync(join(PROJECT_ROOT, 'dist/index.d.ts'), 'utf8');
  for (const name of ['House', 'OpenBook', 'BookCommands', 'Transaction', 'HouseCounters', 'JournalFeed']) {
    expect(index, name).toMatch(new RegExp(String.raw`export type \{[^}]*\b${name}\b[^}]*\}`));
  }
});
