// `npm start`, `npm test` and the others begin here, on whatever Node the machine has (18 or later): first what is
// missing is fetched, then the task runs on the Node that the project brings along.
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchWhatIsMissing, ownNodePath } from './fetch-what-is-missing.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * A step of a task: arguments to the project's own Node, a folder to remove, or a file that can be run by its name.
 * @typedef {{ node: string[] } | { remove: string } | { runnable: string }} Step
 * @typedef {(args: string[]) => Step[]} Task
 */

const tsc = 'node_modules/typescript/bin/tsc';
const biome = 'node_modules/@biomejs/biome/bin/biome';
const vitest = 'node_modules/vitest/vitest.mjs';

/** @type {Step[]} A file whose source is gone must not stay in the package, hence the removal. */
const build = [
  { remove: 'dist' },
  { node: [tsc, '-p', 'tsconfig.build.json'] },
  { node: ['scripts/prune-declarations.ts'] },
  { runnable: 'dist/cli/index.js' },
];

/** @type {Record<string, Task>} */
const tasks = {
  build: () => build,
  start: (args) => [...build, { node: ['examples/start/start.ts', ...args] }],
  'example:retail': (args) => [...build, { node: ['examples/retail/shop-year.ts', ...args] }],
  // The examples and the documentation import the package by its name, as its users do: they need the build.
  test: (args) => [...build, { node: [vitest, 'run', ...args] }],
  check: () => [
    { node: [biome, 'check', '--error-on-warnings', '.'] },
    { node: [tsc, '-p', 'tsconfig.json'] },
    { node: [vitest, 'run', 'test/architecture'] },
  ],
  format: () => [{ node: [biome, 'check', '--write', '.'] }],
  bench: (args) => [{ node: ['bench/harness/run-benches.ts', ...args] }],
  fuzz: (args) => [{ node: ['test/fuzz/run-fuzz.ts', ...args] }],
};

process.exitCode = runTask(process.argv[2] ?? '', process.argv.slice(3));

/**
 * Runs the steps one after another until one fails, and returns the exit code.
 * @param {string} name
 * @param {string[]} args
 */
function runTask(name, args) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (task === undefined) {
    console.error(`Unknown task "${name}". There are: ${Object.keys(tasks).join(', ')}.`);
    return 2;
  }
  try {
    fetchWhatIsMissing(root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  for (const step of task(args)) {
    if ('remove' in step) {
      rmSync(join(root, step.remove), { recursive: true, force: true });
      continue;
    }
    if ('runnable' in step) {
      chmodSync(join(root, step.runnable), 0o755);
      continue;
    }
    const code = runOwnNode(step.node);
    if (code !== 0) return code;
  }
  return 0;
}

/** @param {string[]} args */
function runOwnNode(args) {
  const node = ownNodePath(root);
  const child = spawnSync(node, args, {
    cwd: root,
    stdio: 'inherit',
    // What the step starts in its turn finds the same Node first.
    env: { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') },
  });
  if (child.error) console.error(`${node} could not be started: ${child.error.message}`);
  return child.status ?? 1;
}
