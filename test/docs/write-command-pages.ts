/** Writes what the reference pages say of commands anew: `node test/docs/write-command-pages.ts`, after a change of the table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { COMMAND_PAGES } from './command-pages.ts';

for (const [name, rewritten] of Object.entries(COMMAND_PAGES)) {
  const path = join(PROJECT_ROOT, name);
  writeFileSync(path, rewritten(readFileSync(path, 'utf8')));
}
