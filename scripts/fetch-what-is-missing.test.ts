import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchWhatIsMissing, findWhatIsMissing, ownNodePath } from './fetch-what-is-missing.js';

const LINUX = { platform: 'linux', arch: 'x64' };
const A = { version: '1.0.0', integrity: 'sha512-a' };
const LINUX_ONLY = { version: '2.0.0', optional: true, os: ['linux'], cpu: ['x64'] };

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'missing-'));
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  rmSync(root, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const lock = (packages: object): void =>
  write('package-lock.json', JSON.stringify({ packages: { '': {}, ...packages } }));
const install = (packages: object): void => {
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
  mkdirSync(dirname(ownNodePath(root, LINUX)), { recursive: true });
  writeFileSync(ownNodePath(root, LINUX), '');
};

/** Puts an `npm` of our own first in PATH. */
function fakeNpm(script: string): void {
  write('bin/npm', `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
  vi.stubEnv('PATH', `${join(root, 'bin')}:${process.env.PATH}`);
}

describe('findWhatIsMissing', () => {
  const missing = (): string | null => findWhatIsMissing(root, LINUX);

  test('nothing, when what is installed is what is locked', () => {
    lock({ 'node_modules/a': A, 'node_modules/b': LINUX_ONLY });
    install({ 'node_modules/a': A, 'node_modules/b': LINUX_ONLY });
    expect(missing()).toBeNull();
  });

  test('everything, on a fresh clone', () => {
    lock({ 'node_modules/a': A });
    expect(missing()).toBe('nothing is installed yet');
  });

  test('a package that is absent, of another version, changed, or too many', () => {
    lock({ 'node_modules/a': A });
    install({});
    expect(missing()).toBe('node_modules/a is not installed');
    install({ 'node_modules/a': { ...A, version: '0.9.0' } });
    expect(missing()).toBe('node_modules/a is at 0.9.0, not at 1.0.0');
    install({ 'node_modules/a': { ...A, integrity: 'sha512-b' } });
    expect(missing()).toBe('node_modules/a is not the one that is locked');
    install({ 'node_modules/a': A, 'node_modules/z': A });
    expect(missing()).toBe('node_modules/z is installed and not in the lock file');
  });

  test('a binary of this platform, and not one of another', () => {
    lock({ 'node_modules/b': LINUX_ONLY });
    install({});
    expect(missing()).toBe('node_modules/b is not installed');
    expect(findWhatIsMissing(root, { platform: 'linux', arch: 'arm64' })).toBeNull();
    lock({ 'node_modules/b': { ...LINUX_ONLY, libc: ['musl'] } });
    expect(missing()).toBeNull();
  });

  test("the project's own Node, when its install script has not run", () => {
    lock({});
    install({});
    rmSync(ownNodePath(root, LINUX));
    expect(missing()).toBe("the project's own Node is not installed");
  });

  test('there must be a lock file', () => {
    expect(missing).toThrow('package-lock.json is missing or unreadable');
  });
});

describe('fetchWhatIsMissing', () => {
  test('does not call npm when nothing is missing', () => {
    fakeNpm('exit 1');
    lock({});
    install({});
    expect(() => fetchWhatIsMissing(root)).not.toThrow();
  });

  test('calls npm ci, without the folder that npm is about to replace in PATH', () => {
    fakeNpm(
      `echo "$PATH $*" > called
       mkdir -p node_modules/node/bin
       touch node_modules/node/bin/node
       echo '{"packages":{}}' > node_modules/.package-lock.json`,
    );
    vi.stubEnv('PATH', `${join(root, 'node_modules/.bin')}:${process.env.PATH}`);
    lock({});
    fetchWhatIsMissing(root);
    const called = readFileSync(join(root, 'called'), 'utf8');
    expect(called).toContain(' ci --include=dev ');
    expect(called).not.toContain(join(root, 'node_modules'));
  });

  test('says what to look at when npm fails, or ends well and leaves something out', () => {
    lock({ 'node_modules/a': A });
    fakeNpm('exit 7');
    expect(() => fetchWhatIsMissing(root)).toThrow('npm ci failed (exit code 7)');
    fakeNpm('exit 0');
    expect(() => fetchWhatIsMissing(root)).toThrow('npm ci ended well, yet nothing is installed yet.');
  });

  test('says so when there is no npm', () => {
    lock({});
    vi.stubEnv('PATH', join(root, 'nowhere'));
    expect(() => fetchWhatIsMissing(root)).toThrow('npm could not be started');
  });
});
