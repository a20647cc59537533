// npm run bench                       every bench/*.bench.ts
// npm run bench -- NAME ...           some of them
// npm run bench -- --size-max 10000   a quick look that writes no results
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const HEAP_MIB_MAX = 8192;

const folder = resolve(import.meta.dirname, '..');
try {
  process.exitCode = runBenches();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function runBenches(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'size-max': { type: 'string' } },
  });
  const sizeMax = values['size-max'];
  if (sizeMax !== undefined && !(Number(sizeMax) > 0))
    throw new Error('--size-max must be a positive number');
  const failed = chooseBenches(positionals).filter((file) => {
    const args = [join(folder, file), ...(sizeMax === undefined ? [] : ['--size-max', sizeMax])];
    const script = join(folder, 'harness/run-one-bench.ts');
    const flags = ['--expose-gc', `--max-old-space-size=${HEAP_MIB_MAX}`];
    return spawnSync(process.execPath, [...flags, script, ...args], { stdio: 'inherit' }).status !== 0;
  });
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
}

/** The files of the named benches; all of them when none is named. */
function chooseBenches(names: readonly string[]): string[] {
  const files = globSync('*.bench.ts', { cwd: folder }).sort();
  const known = files.map((file) => basename(file, '.bench.ts'));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`No bench ${unknown}. There are: ${known.join(', ') || 'none'}.`);
  return names.length === 0 ? files : names.map((name) => `${name}.bench.ts`);
}
