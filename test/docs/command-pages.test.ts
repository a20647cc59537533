import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { COMMAND_PAGES } from './command-pages.ts';

test.each(Object.entries(COMMAND_PAGES))(
  '%s says of every command what the table says: node test/docs/write-command-pages.ts',
  (name, rewritten) => {
    const page = readFileSync(join(PROJECT_ROOT, name), 'utf8');
    expect(page).toBe(rewritten(page));
  },
);
