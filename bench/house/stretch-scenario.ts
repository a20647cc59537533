import { fileUrl, makeHouse, openBench, transferMany } from './bench-house.ts';
import { listOf, transferMaker } from './bench-inputs.ts';

export interface StretchAsk {
  readonly file: string;
  readonly accounts: number;
  /** Commands of one call, and how many such calls. */
  readonly commands: number;
  readonly calls: number;
}

export interface Stretches {
  /** The longest that the event loop went without a turn. */
  readonly longestMs: number;
  /** The most that the thread computed between two turns: a machine that others use has no part in it, nor has the disk. */
  readonly longestCpuMs: number;
  readonly perSecond: number;
}

/** How long others in the process wait for a turn while large calls are carried out. */
export async function runStretch({ file, accounts, commands, calls }: StretchAsk): Promise<Stretches> {
  await makeHouse(fileUrl(file), accounts);
  const { house, book } = await openBench(fileUrl(file));
  const make = transferMaker(accounts, 'house');
  await transferMany(book, listOf(commands, make));
  let longestMs = 0;
  let longestCpuMs = 0;
  let tookMs = 0;
  for (let i = 0; i < calls; i += 1) {
    const inputs = listOf(commands, make);
    const startedAt = performance.now();
    const longest = await longestStretch(() => transferMany(book, inputs));
    tookMs += performance.now() - startedAt;
    longestMs = Math.max(longestMs, longest.ms);
    longestCpuMs = Math.max(longestCpuMs, longest.cpuMs);
  }
  await house.close();
  return { longestMs, longestCpuMs, perSecond: (commands * calls * 1_000) / tookMs };
}

/** The longest stretch between two turns of the event loop while something is done. */
export async function longestStretch(work: () => Promise<unknown>): Promise<{ ms: number; cpuMs: number }> {
  const longest = { ms: 0, cpuMs: 0 };
  let at = performance.now();
  let cpuAt = threadCpuMs();
  const turn = (): void => {
    const [now, cpuNow] = [performance.now(), threadCpuMs()];
    longest.ms = Math.max(longest.ms, now - at);
    longest.cpuMs = Math.max(longest.cpuMs, cpuNow - cpuAt);
    [at, cpuAt] = [now, cpuNow];
  };
  const timer = setInterval(turn, 1);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
