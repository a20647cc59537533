import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportBook } from '../../src/cli/export/export-book.ts';
import { beancountAccount, hledgerAccount } from '../../src/cli/export/ledger-names.ts';
import { FIELD_NAMES, IDENTITY_FIELDS } from '../../src/cli/import/command-fields.ts';
import { importFile } from '../../src/cli/import/import-file.ts';
import { importReportText } from '../../src/cli/import-report-text.ts';
import { ENTRIES } from '../../src/commands/command-table.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { withHouse } from './house-with.ts';

const GUIDE = readFileSync(new URL('../../docs/guide/import-export.md', import.meta.url), 'utf8');

/** The text of the nth block of a language on the page. */
function block(language: string, n: number): string {
  const blocks = [...GUIDE.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  const text = blocks[n]?.[2];
  if (text === undefined) throw new Error(`the guide has no block ${n} of ${language}`);
  return text;
}

/** The names in the sentence or cell that goes on so. */
function namesBehind(start: string): string[] {
  const rest = GUIDE.slice(GUIDE.indexOf(start) + start.length);
  return [...rest.slice(0, rest.search(/[.|:]/)).matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}

test('what the guide shows is what comes of it', async () => {
  await inFolder((folder) =>
    withHouse(async (house) => {
      const path = join(folder, 'payments.csv');
      writeFileSync(path, block('csv', 0));
      const report = await importFile(house.book('main'), { path });
      expect(`${importReportText(report)}\n`).toBe(block('text', 0));
      let text = '';
      await exportBook(house.book('main'), 'hledger', (piece) => {
        text += piece;
      });
      expect(text).toBe(block('text', 1));
    }),
  );
});

test('the guide names every field, and the names of accounts as they are', () => {
  for (const field of FIELD_NAMES) expect(GUIDE).toContain(`\`${field}\``);
  const kinds = [...ENTRIES.values()].flatMap(({ kind, cli }) => (cli === undefined ? [] : [kind]));
  expect(namesBehind('| `kind` |').sort()).toEqual([...kinds, 'atomic'].sort());
  expect(namesBehind('Columns that tell one row from another are those of').sort()).toEqual(
    [...IDENTITY_FIELDS].sort(),
  );
  for (const id of ['alice', 'Müller & co', 'world']) {
    const row = `| \`${id}\` | \`${hledgerAccount('GBP/2', id)}\` | \`${beancountAccount('GBP/2', id)}\` |`;
    expect(GUIDE).toContain(row);
  }
});
