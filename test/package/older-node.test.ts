import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';

/** What an older Node lacks: modules, and names in modules that there are. */
const OLDER = `
import { registerHooks } from 'node:module';
Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
process.getBuiltinModule = undefined;
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:sqlite') throw new Error('No such built-in module: node:sqlite');
    return next(specifier, context);
  },
});
`;

let folder: string;
beforeAll(() => {
  requireBuild();
  folder = mkdtempSync(join(tmpdir(), 'tallystick-older-node-'));
  writeFileSync(join(folder, 'older.mjs'), OLDER);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SENTENCE = /tallystick needs Node 24 or later, and this is Node \d+\.\d+\.\d+/;

/** An older Node made of this one, and those that the machine has by itself. */
function nodes(): { program: string; args: string[] }[] {
  const own = { program: process.execPath, args: ['--import', join(folder, 'older.mjs')] };
  const others = (process.env.PATH ?? '').split(delimiter).map((part) => join(part, 'node'));
  const older = [...new Set(others)].filter((program) => {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const major = Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? '24');
    return major >= 18 && major < 24;
  });
  return [own, ...older.map((program) => ({ program, args: [] }))];
}

test('on an older Node the program says so in one line, and does nothing', () => {
  for (const { program, args } of nodes()) {
    const words = [...args, join(PROJECT_ROOT, 'dist/cli/index.js'), 'statement', 'alice'];
    const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: folder });
    expect({ status, stdout, lines: stderr.trim().split('\n').length }, stderr).toEqual({
      status: 3,
      stdout: '',
      lines: 1,
    });
    expect(stderr).toMatch(SENTENCE);
  }
});

test.each(['index', 'memory/index', 'counters-entry', 'money-entry'])(
  'whoever imports it is told so: %s',
  (entry) => {
    for (const { program, args } of nodes()) {
      const { status, stderr } = spawnSync(program, [...args, join(PROJECT_ROOT, 'dist', `${entry}.js`)], {
        encoding: 'utf8',
      });
      expect(status).not.toBe(0);
      expect(stderr.match(/^Error: .*$/gm)).toEqual([expect.stringMatching(SENTENCE)]);
    }
  },
);
