import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';
import { runtimePackages } from '../support/package/runtime-packages.ts';

beforeAll(requireBuild);

const readText = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const manifest = JSON.parse(readText('package.json'));

test('the package says where its sources and its pages are, and where faults are reported', () => {
  const address = 'https://github.com/tallystick/tallystick';
  expect(manifest.repository).toEqual({ type: 'git', url: `git+${address}.git` });
  expect([manifest.homepage, manifest.bugs]).toEqual([`${address}#readme`, `${address}/issues`]);
});

test('README counts the packages that come along, and names those that are asked for', () => {
  const [, direct, names = ''] =
    /^\| direct dependencies \| (\d+),([^|]*)\|$/m.exec(readText('README.md')) ?? [];
  const [, all] = /^\| packages in all \| (\d+) \|$/m.exec(readText('README.md')) ?? [];
  const asked = Object.keys(manifest.dependencies);
  expect([...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort()).toEqual(asked.sort());
  expect([direct, all]).toEqual([String(asked.length), String(runtimePackages().length)]);
});

test('a house in a file, its books and the classes load nothing but this package and parts of Node', () => {
  const program = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        if (url.includes('/node_modules/')) console.log(url);
        return next(url, context);
      },
    });
    const { open } = await import('tallystick');
    for (const entry of ['memory', 'counters', 'money']) await import('tallystick/' + entry);
    const house = await open('memory:');
    await house.book('shop').openAccount({ account: 'alice', asset: 'GBP/2' });
    await house.close();
  `;
  const args = ['--input-type=module', '--eval', program];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
  });
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});

test('every file of the package has a source map that holds its source', () => {
  const files = globSync('dist/**/*.js', { cwd: PROJECT_ROOT });
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const [, name] = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(readText(file)) ?? [];
    const path = join(dirname(file), name ?? 'none');
    expect(existsSync(join(PROJECT_ROOT, path)), file).toBe(true);
    const { sources, sourcesContent } = JSON.parse(readText(path)) as {
      sources: string[];
      sourcesContent: string[];
    };
    expect(sourcesContent).toEqual([readText(join(dirname(file), sources[0] ?? ''))]);
  }
});
