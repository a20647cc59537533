import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../architecture/read-project.ts';
import { requireBuild } from '../support/package/require-build.ts';

let folder: string;
let printed: string;

function run(command: string): { status: number | null; stdout: string; stderr: string } {
  const PATH = dirname(process.execPath) + delimiter + process.env.PATH;
  return spawnSync(command, {
    cwd: PROJECT_ROOT,
    encoding: 'utf8',
    shell: true,
    env: { ...process.env, PATH },
  });
}

beforeAll(() => {
  requireBuild();
  folder = mkdtempSync(join(tmpdir(), 'tallystick-start-'));
  const { status, stdout, stderr } = run(`node examples/start/start.ts ${join(folder, 'retail.db')}`);
  expect([status, stderr]).toEqual([0, '']);
  printed = stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [HOUSE, YEAR, NEXT] = ['What it is like', 'What was accepted, and what was not', 'What to do next'];
const partOf = (from: string, to?: string): string =>
  printed.slice(printed.indexOf(`\n${from}\n`), to === undefined ? undefined : printed.indexOf(`\n${to}\n`));

test('it begins with commands, the answer to each, and one sentence', () => {
  const steps = partOf(HOUSE, YEAR).split('\n\n  > ').slice(1);
  expect(steps.length).toBe(8);
  for (const step of steps.slice(0, -1)) {
    expect(step).toMatch(/^[a-z_]+ \{ .* \}\n {4}\{ ok: (?:true|false), .* \}\n {4}[A-Z][^\n]*\.$/);
  }
  expect(steps[1]).toContain('{ ok: true, seq: 2 }');
  expect(steps[2]).toContain('{ ok: true, seq: 2 }'); // Sent again, the same answer.
  expect(steps[4]).toContain("{ ok: false, reason: 'insufficient_funds', available: 7000n }");
  expect(steps[6]).toContain("allocations: [ { payment: 'order-1', amount: 4000n } ]");
  expect(steps[7]).toContain('{ posted: 3500n, held: 0n, available: 3500n }');
});

test('then the year, on one screen', () => {
  const year = partOf(YEAR, NEXT);
  expect(year.split('\n').length).toBeLessThanOrEqual(24);
  expect(year).toMatch(/payments accepted +19,213 +£8,832,003\.26/);
  expect(year).toContain('verify: no problem found');
  expect(year).toMatch(/trial balance: debit, and credit +(£[\d,.]+)\n +\1\n/);
});

test('then three commands, which work as they are printed', () => {
  const commands = [...partOf(NEXT).matchAll(/^ {2}(npx tallystick .*)$/gm)].map(
    ([, command = '']) => command,
  );
  expect(commands.map((command) => command.split(' ')[2])).toEqual(['balance', 'statement', 'verify']);
  const [balance, statement, verify] = commands.map(run);
  for (const { status, stderr } of [balance, statement, verify].filter((one) => one !== undefined)) {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
  expect(balance?.stdout).toMatch(/AVAILABLE[\s\S]*GBP/);
  expect(statement?.stdout).toMatch(/refund/);
  expect(verify?.stdout).toContain('No problems.');
});
