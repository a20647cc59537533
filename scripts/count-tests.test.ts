import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'count-'));
afterAll(() => rmSync(folder, { recursive: true }));

function count(report: string): { printed: string; code: number | null } {
  const path = join(folder, 'report.json');
  writeFileSync(path, report);
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'count-tests.js'), path],
    {
      encoding: 'utf8',
    },
  );
  return { printed: stdout, code: status };
}
const report = (passed: number, failed: number, testResults: object[] = []): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });

test('counts what passed and what failed, and fails when something failed', () => {
  expect(count(report(5, 0))).toEqual({ printed: 'tests: 5 passed, 0 failed\n', code: 0 });
  expect(count(report(5, 2))).toEqual({ printed: 'tests: 5 passed, 2 failed\n', code: 1 });
});

test('a file that did not load is a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(count(report(5, 0, [broken]))).toEqual({ printed: 'tests: 5 passed, 1 failed\n', code: 1 });
});

test('no test and no report are failures', () => {
  expect(count(report(0, 0))).toEqual({ printed: 'tests: 0 passed, 0 failed\n', code: 1 });
  expect(count('')).toEqual({ printed: 'tests: 0 passed, 0 failed\n', code: 1 });
});
