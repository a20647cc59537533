import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The package's own name means its sources here, so that tests never read a stale build.
    alias: [
      { find: /^tallystick$/, replacement: fromRoot('./src/index.ts') },
      { find: /^tallystick\/memory$/, replacement: fromRoot('./src/memory/index.ts') },
      { find: /^tallystick\/counters$/, replacement: fromRoot('./src/counters-entry.ts') },
      { find: /^tallystick\/money$/, replacement: fromRoot('./src/money-entry.ts') },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'],
    // The PostgreSQL server that all tests share; it starts when the first one asks for it.
    globalSetup: ['test/support/postgres/postgres-setup.ts'],
    // Processes that tests start: sources that one has read, the next one need not read again.
    env: { NODE_COMPILE_CACHE: fromRoot('./.cache/node') },
    pool: 'forks',
    // One more than the cores of a small machine: whoever waits for a server, a child or a disk leaves his to another.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Long random runs are ordinary here; a machine under load must not fail them.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
