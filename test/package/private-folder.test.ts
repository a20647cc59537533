import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';

/** What running a test from sources takes, and of the packages what is large and not among it. */
const PROJECT = [
  'src',
  'test',
  'node_modules',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
];
const NOT_NEEDED = /node_modules.(?:node|@biomejs|@?typescript[^/\\\\]*)$/;

/** What starts a server, and what runs the program as somebody else. */
const TESTS = ['test/store/postgres-texts.test.ts', 'test/cli/cli-path-rights.test.ts'];

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'tallystick-private-')); // Open to its owner alone, as root's home is.
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('tests that need PostgreSQL, or another user, run in a clone that is closed to all other users', () => {
  const clone = join(base, 'clone');
  mkdirSync(clone);
  for (const name of PROJECT) {
    cpSync(join(PROJECT_ROOT, name), join(clone, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !NOT_NEEDED.test(path),
    });
  }
  const before = leftBehind();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=1', ...TESTS],
    { cwd: clone, env: { PATH: process.env.PATH, NO_COLOR: '1' }, encoding: 'utf8' },
  );
  expect({ status, told: /Tests {2}(\d+) passed \(\1\)/.test(stdout) }, stdout + stderr).toEqual({
    status: 0,
    told: true,
  });
  expect(leftBehind().filter((name) => !before.includes(name))).toEqual([]);
});

/** Copies for other users, which are gone with who made them. */
function leftBehind(): string[] {
  return readdirSync(tmpdir()).filter((name) => /^tallystick-(?:postgres-binaries|program)-/.test(name));
}
