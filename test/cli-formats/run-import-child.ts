import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CHILD = join(import.meta.dirname, 'import-in-child.ts');

/**
 * Imports a file in a process of its own, and gives the last line that it said: its report, unless it was killed, without
 * warning, after so many batches.
 */
export async function runImportChild(
  url: string,
  path: string,
  batches = Number.POSITIVE_INFINITY,
): Promise<string> {
  const child = spawn(process.execPath, [CHILD, url, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let seen = 0;
  let last = '';
  for await (const line of createInterface(child.stdout)) {
    last = line;
    seen += 1;
    if (seen === batches) child.kill('SIGKILL');
  }
  await ended;
  return last;
}
