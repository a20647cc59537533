import { cpus } from 'node:os';

/** How long processors have worked so far, in microseconds. */
export interface CpuFigures {
  /** For this process. */
  readonly own: number;
  /** For everyone, on all processors together. */
  readonly all: number;
}

export function readCpu(): CpuFigures {
  const { user, system } = process.cpuUsage();
  const all = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { own: user + system, all: all * 1_000 };
}
