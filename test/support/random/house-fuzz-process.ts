import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, 'house-fuzz-main.ts');

/** Runs one of the long runs of a house and waits for it: a house answers later, a fuzz target must answer now. */
export function runHouseFuzz(what: string, seed: number): void {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, what, `${seed}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
