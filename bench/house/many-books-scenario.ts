import { setTimeout } from 'node:timers/promises';
import { open } from '../../src/engine/open-house.ts';
import { countCommits } from '../../test/support/watch/count-commits.ts';
import { fileUrl, rssMaxMb } from './bench-house.ts';

export interface ManyBooksAsk {
  readonly file: string;
  readonly books: number;
  /** How long the house is looked at while nobody asks it for anything. */
  readonly idleMs: number;
}

export interface ManyBooks {
  readonly firstPerSecond: number;
  readonly perSecond: number;
  /** Transactions of the store in which the transfers were written. */
  readonly commits: number;
  /** Of one core, while the house is open and idle. */
  readonly idlePercent: number;
  readonly rssMb: number;
}

/** One command in each of many books at once, then another; then nothing. */
export async function runManyBooks({ file, books, idleMs }: ManyBooksAsk): Promise<ManyBooks> {
  const names = Array.from({ length: books }, (_, i) => `tenant ${i}`);
  const { house, commits } = await countCommits(fileUrl(file));
  const first = await timed(() =>
    Promise.all(names.map((name) => house.book(name).openAccount({ account: 'a', asset: 'GBP/2' }))),
  );
  const before = commits();
  const second = await timed(() =>
    Promise.all(names.map((name) => house.book(name).transfer({ from: 'world', to: 'a', amount: 1n }))),
  );
  const made = commits() - before;
  await house.close();
  const idlePercent = await lookAtIdle(file, idleMs);
  return {
    firstPerSecond: (books * 1_000) / first,
    perSecond: (books * 1_000) / second,
    commits: made,
    idlePercent,
    rssMb: rssMaxMb(),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The house looks by itself for what ran out, as it does for everybody. */
async function lookAtIdle(file: string, idleMs: number): Promise<number> {
  const house = await open(fileUrl(file));
  // What opening has left to do is not what is looked at.
  await setTimeout(Math.min(idleMs, 500));
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await setTimeout(idleMs);
  const { user, system } = process.cpuUsage(before);
  const passedMs = performance.now() - startedAt;
  await house.close();
  return (user + system) / 10 / passedMs;
}
