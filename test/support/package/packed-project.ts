import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from '../../architecture/read-project.ts';
import { requireBuild } from './require-build.ts';
import { runtimePackages } from './runtime-packages.ts';

/** A project that has nothing but the package, as it would come from a registry. */
export interface PackedProject extends Disposable {
  readonly folder: string;
  /** What was packed, as paths in the package. */
  readonly files: readonly string[];
}

/**
 * Packs the package as it is built, and installs the tarball into an empty project. No registry is asked: what the package
 * needs is there before, as copies of what is installed here, so that npm finds nothing left to fetch.
 */
export function packProject(): PackedProject {
  requireBuild();
  const base = mkdtempSync(join(tmpdir(), 'tallystick-packed-'));
  const folder = join(base, 'project');
  mkdirSync(folder);
  const packed = npm(PROJECT_ROOT, ['pack', '--json', '--ignore-scripts', '--pack-destination', base]);
  const [tarball] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
  if (tarball === undefined) throw new Error('npm pack made nothing');
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n');
  for (const place of runtimePackages()) {
    cpSync(join(PROJECT_ROOT, place), join(folder, place), { recursive: true });
  }
  const cache = join(base, 'cache'); // An empty one: nothing may come from what was fetched before.
  npm(folder, ['install', '--offline', '--cache', cache, join(base, basename(tarball.filename))]);
  return {
    folder,
    files: tarball.files.map(({ path }) => path),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

function npm(cwd: string, args: readonly string[]): string {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return execFileSync('npm', [...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}
