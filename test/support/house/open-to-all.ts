import { chmodSync, copyFileSync, cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../architecture/read-project.ts';
import { runtimePackages } from '../package/runtime-packages.ts';

/** Whether others are let through each folder on the way to it, as they are not below root's home on most machines. */
export function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & 0o001) === 0) return false;
  return dirname(path) === path || isOpenToAll(dirname(path));
}

/** Where the program is, and what runs it. */
export interface Program extends Disposable {
  readonly node: string;
  readonly entry: string;
  /** What it is run in: sources that were read once by anybody need not be read again. */
  readonly env: NodeJS.ProcessEnv;
}

function folderOpenToAll(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o777);
  return folder;
}

/** The program of the command line, at a place where every user gets to: a copy where the project is not. */
export function programOpenToAll(): Program {
  const entry = 'src/cli/index.ts';
  if (isOpenToAll(PROJECT_ROOT) && isOpenToAll(process.execPath)) {
    const cache = folderOpenToAll('tallystick-cache-');
    return {
      node: process.execPath,
      entry: join(PROJECT_ROOT, entry),
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
      [Symbol.dispose]: () => rmSync(cache, { recursive: true, force: true }),
    };
  }
  const copy = folderOpenToAll('tallystick-program-');
  for (const name of ['src', 'package.json', ...runtimePackages()]) {
    cpSync(join(PROJECT_ROOT, name), join(copy, name), { recursive: true });
  }
  const node = join(copy, 'node');
  copyFileSync(process.execPath, node);
  return {
    node,
    entry: join(copy, entry),
    env: { ...process.env, NODE_COMPILE_CACHE: join(copy, 'cache') },
    [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }),
  };
}
