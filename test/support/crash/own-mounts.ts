import { spawnSync } from 'node:child_process';

/** As a superuser without names of his own for users: not every machine has those. */
const FLAGS = process.geteuid?.() === 0 ? '-m' : '-rm';

/** Whether this machine lets a process have a small file system of its own. */
export function mayMount(folder: string): boolean {
  const { status } = spawnSync('unshare', [FLAGS, 'mount', '-t', 'tmpfs', 'none', folder]);
  return status === 0;
}

/** Runs a script that may mount what it likes, which nobody else sees and which is gone with it; returns what it prints. */
export function runWithMounts(script: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync('unshare', [FLAGS, 'sh', '-ec', script, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
