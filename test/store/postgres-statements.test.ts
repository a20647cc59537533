import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import '../../src/store/postgres/distribute-on-citus.ts';
import '../../src/store/postgres/open.ts';
import { HOUSE_TABLES, TABLES } from '../../src/store/postgres/schema.ts';
import { allStatements } from '../../src/store/postgres/statements.ts';
import { ROW_KIND_NAMES } from '../../src/store/row-kinds.ts';
import { findFaults } from '../support/postgres/citus-rules.ts';

vi.mock(import('../../src/store/side-kinds.ts'), async (original) => {
  const { addKinds } = await import('./test-side-kinds.ts');
  return addKinds(original);
});

const statements = allStatements();
const textsOf = (reach: string): string[] =>
  statements.filter((one) => one.reach === reach).map(({ text }) => text);

describe('on Citus every statement', () => {
  test.each(textsOf('book'))('stays in one book: %s', (text) => {
    expect(findFaults('book', text)).toEqual([]);
  });

  test.each([...textsOf('all books'), ...textsOf('schema'), ...textsOf('session')])(
    'is allowed: %s',
    (text) => {
      expect(findFaults('other', text)).toEqual([]);
    },
  );

  test('is known here: nothing but a connection that sends what is in the list comes to the driver', () => {
    const folder = new URL('../../src/store/postgres/', import.meta.url);
    const sources = readdirSync(folder).filter((file) => !file.endsWith('.test.ts'));
    const importing = sources.filter((file) => /from 'pg'/.test(readFileSync(new URL(file, folder), 'utf8')));
    expect(importing).toEqual(['connection.ts']);
    const sending = readFileSync(new URL('connection.ts', folder), 'utf8');
    expect(sending.match(/\.query[<(]/g)).toHaveLength(1);
    expect(sending).toContain('text: texts.of(statement)');
  });

  test('is known here: reading and writing each table, and what goes past all books', () => {
    const all = textsOf('book').join('\n');
    for (const { name } of TABLES) {
      expect(all, name).toContain(`FROM @${name} WHERE`);
      expect(all, name).toContain(`INSERT INTO @${name} `);
    }
    expect(textsOf('book').length).toBeGreaterThan(8 * ROW_KIND_NAMES.length);
    // What is due in any book, twice, and which books have something due, twice; a snapshot for audits; and what they ask: the books that have a head, and for each other table of
    // the house those of rows without one.
    expect(textsOf('all books')).toHaveLength(HOUSE_TABLES.length + 5);
  });
});
