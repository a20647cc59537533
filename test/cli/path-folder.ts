import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { open } from '../../src/index.ts';

export const OTHER = 'what somebody else needs\n';

/** Every test of a file works in a folder of its own, with a house, files to be read, and what somebody else needs. */
export function workInFolders(): void {
  const before = process.cwd();
  let folder = '';
  afterAll(() => process.chdir(before));

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tallystick-paths-')));
    process.chdir(folder);
    const house = await open('sqlite:shop.db');
    await house.book('main').openAccount({ account: 'alice', asset: 'GBP/2', effectiveAt: 1000 });
    await house.close();
    writeFileSync('other.txt', OTHER, { mode: 0o640 });
    writeFileSync('rows.csv', 'kind,id,account,amount\npay,p1,nobody,1\npay,p2,alice,x\n');
    writeFileSync('events.csv', 'counter,at\nc,never\n');
    mkdirSync('folder');
  });

  afterEach(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
}

/** Everything in the folder: what each is, and what is in it. */
export function everything(): Record<string, string> {
  const told = (name: string): string => {
    const stats = lstatSync(name);
    const content = stats.isFile() ? readFileSync(name, 'base64') : '';
    return `${stats.mode.toString(8)} ${stats.ino} ${content}`;
  };
  return Object.fromEntries(readdirSync('.').map((name) => [name, told(name)]));
}

export function linked(target: string, name = 'link'): string {
  symlinkSync(target, name);
  return name;
}

export function pipe(): string {
  execFileSync('mkfifo', ['pipe']);
  return 'pipe';
}

export function hardLinked(target: string): string {
  linkSync(target, 'hard');
  return 'hard';
}
