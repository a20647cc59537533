import { spawnSync } from 'node:child_process';
import { arch, cpus, release, totalmem, type } from 'node:os';

/** When, from which sources and on which machine a result was measured. */
export interface Provenance {
  /** ISO 8601, UTC. */
  readonly date: string;
  /** The commit, or `none` outside a repository. */
  readonly commit: string;
  /** Whether the sources differed from that commit; results of earlier benches do not count. */
  readonly dirty: boolean;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly os: string;
    readonly node: string;
  };
}

export function describeProvenance(root: string): Provenance {
  const git = (...args: string[]): string | null => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : null;
  };
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--verify', '--quiet', 'HEAD') ?? 'none',
    dirty: git('status', '--porcelain', '--', '.', ':!bench/results') !== '',
    machine: {
      cpu: processors[0]?.model.trim() ?? 'unknown processor',
      cores: processors.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      os: `${type()} ${release()} ${arch()}`,
      node: process.version,
    },
  };
}
