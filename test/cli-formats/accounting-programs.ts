import { spawnSync } from 'node:child_process';

/** Why a program cannot be asked; null: it can. */
export function absenceOf(program: 'hledger' | 'bean-check'): string | null {
  const { status } = spawnSync(program, [program === 'hledger' ? '--version' : '--help'], {
    stdio: 'ignore',
  });
  return status === 0 ? null : `${program} is not installed here, so it was not asked`;
}

/** What a program prints; throws with what it complains of. It is told to read and write UTF-8, wherever it runs. */
export function ask(program: 'hledger' | 'bean-check', args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env, maxBuffer: 2 ** 28 });
  if (status !== 0 || stderr !== '') throw new Error(`${program} ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}
