import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([0, 1])('who loads the binaries of PostgreSQL keeps its own exit code: %i', (code) => {
  const url = new URL('./embedded-postgres.ts', import.meta.url);
  const program = `await import(${JSON.stringify(url.href)}); process.exitCode = ${code};`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
  expect(status).toBe(code);
});
