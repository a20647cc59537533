import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open } from '../../src/index.ts';
import { type Program, programOpenToAll } from '../support/house/open-to-all.ts';

/** Root may do anything, so what it may not do is tried as somebody else. */
const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;
const OTHER = 'what somebody else needs\n';

let program: Program;
beforeAll(() => {
  program = programOpenToAll();
});
afterAll(() => program[Symbol.dispose]());

let folder = '';
const file = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-rights-'));
  const house = await open(`sqlite:${file('shop.db')}`);
  await house.book('main').openAccount({ account: 'alice', asset: 'GBP/2', effectiveAt: 1000 });
  await house.close();
  mkdirSync(file('out'));
  writeFileSync(file('out/other.txt'), OTHER);
  if (IS_ROOT) for (const name of ['.', 'shop.db', 'shop.db-lock', 'out', 'out/other.txt']) give(name);
});

afterEach(() => {
  chmodSync(file('out'), 0o700);
  rmSync(folder, { recursive: true });
});

function give(name: string): void {
  chownSync(file(name), NOBODY, NOBODY);
}

/** Runs a line as a user without rights of his own. */
function run(words: readonly string[], streams: { stdout?: number; stderr?: number; input?: string } = {}) {
  const { stdout = 'pipe', stderr = 'pipe', input } = streams;
  const { status, ...said } = spawnSync(program.node, [program.entry, ...words], {
    cwd: folder,
    env: program.env,
    encoding: 'utf8',
    stdio: ['pipe', stdout, stderr],
    ...(input === undefined ? {} : { input }),
    ...(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return { code: status, stdout: said.stdout ?? '', stderr: said.stderr ?? '' };
}

const EXPORT = ['export', '--format', 'ndjson', '--house', 'shop.db', '--output'];

test('a new file is for its owner alone, whatever the mask is', () => {
  expect(run([...EXPORT, 'out/new.txt'])).toMatchObject({ code: 0 });
  expect(statSync(file('out/new.txt')).mode & 0o777).toBe(0o600);
});

test('a file that may not be written to is not replaced, though its folder would allow it', () => {
  chmodSync(file('out/other.txt'), 0o444);
  const { code, stderr } = run([...EXPORT, 'out/other.txt', '--overwrite']);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--output: expected a file .* \(EACCES\)/)]);
  expect(readFileSync(file('out/other.txt'), 'utf8')).toBe(OTHER);
});

test('a folder that may not be written to is told of before anything is read', () => {
  chmodSync(file('out'), 0o555);
  for (const path of ['out/new.txt', 'out/other.txt']) {
    const { code, stderr } = run([...EXPORT, path, '--overwrite']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/\(EACCES\)/)]);
  }
  expect(readdirSync(file('out'))).toEqual(['other.txt']);
  expect(readFileSync(file('out/other.txt'), 'utf8')).toBe(OTHER);
});

test('owner and mode of a file that is replaced are kept', async () => {
  chmodSync(file('out/other.txt'), 0o640);
  const { uid, gid } = statSync(file('out/other.txt'));
  // By root, where that is who runs this: the file would be root's from then on.
  const words = [...EXPORT, 'out/other.txt', '--overwrite'];
  const { status } = spawnSync(program.node, [program.entry, ...words], { cwd: folder, env: program.env });
  expect(status).toBe(0);
  expect(statSync(file('out/other.txt'))).toMatchObject({ uid, gid });
  expect(statSync(file('out/other.txt')).mode & 0o777).toBe(0o640);
  expect(readFileSync(file('out/other.txt'), 'utf8')).toMatch(/^\{/);
});

test.each(['stdout', 'stderr'] as const)('%s that goes to the house is refused', (stream) => {
  for (const words of [['books'], ['export', '--format', 'csv'], ['accounts', '--json']]) {
    const content = readFileSync(file('shop.db'));
    const handle = openSync(file('shop.db'), 'a');
    const { code } = run([...words, '--house', stream === 'stderr' ? './out/../shop.db' : 'shop.db'], {
      [stream]: handle,
    });
    closeSync(handle);
    expect(code).toBe(2);
    // Not even what is wrong was told there.
    expect(readFileSync(file('shop.db')).equals(content)).toBe(true);
  }
});

test('a file that comes on standard input is not written to', () => {
  writeFileSync(file('rows.csv'), 'kind,id\nnonsense,a\n');
  const input = openSync(file('rows.csv'), 'r');
  const words = ['import', '-', '--format', 'csv', '--house', 'shop.db', '--overwrite', '--rejects'];
  const { status, stderr } = spawnSync(program.node, [program.entry, ...words, 'rows.csv'], {
    cwd: folder,
    env: program.env,
    encoding: 'utf8',
    stdio: [input, 'pipe', 'pipe'],
  });
  closeSync(input);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/another file than the one that is read/)]);
  expect(readFileSync(file('rows.csv'), 'utf8')).toBe('kind,id\nnonsense,a\n');
});

test.each([['balance', 'alice'], ['backup', 'copy.db'], ['verify']])(
  'a house that nobody may look at is not told to be missing: %s',
  (...words) => {
    chmodSync(file('out'), 0o000);
    const { code, stderr } = run([...words, '--house', 'out/shop.db']);
    expect([code, stderr]).toEqual([3, expect.stringContaining('EACCES')]);
    expect(stderr).not.toContain('open-account');
  },
);
