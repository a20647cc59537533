import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';

beforeAll(requireBuild);

test('what is published as `tallystick` is the program, and runs by itself', () => {
  const { bin, version } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
  const program = join(PROJECT_ROOT, bin.tallystick);
  expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const { status, stdout } = spawnSync(process.execPath, [program, '--version'], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, `${version}\n`]);
});
