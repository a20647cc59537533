import { assert } from '../base/assert.ts';
import type { OpenBook } from './command-line.ts';

/** What one way of making transfers came to. */
export interface BenchResult {
  readonly way: string;
  readonly transfers: number;
  readonly seconds: number;
  readonly perSecond: number;
}

const ACCOUNTS = 1_000;
const IN_FLIGHT = 64;
const BULK = 8_190;
/** Prime to the number of accounts, so that the pairs walk through all of them. */
const STRIDE = 377;

/** Measures transfers between accounts of an empty book: one at a time, many in flight, and in bulk. */
export async function benchTransfers(
  book: OpenBook,
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<BenchResult[]> {
  const opened = await book.submit(
    Array.from({ length: ACCOUNTS }, (_, i) => ({
      kind: 'open_account' as const,
      account: nameOf(i),
      asset: 'GBP/2',
      floor: null,
    })),
  );
  assert(
    opened.every(({ ok }) => ok),
    'the accounts of the bench open',
  );
  let next = 0;
  const oneMore = () => {
    next += 1;
    return { from: nameOf(next), to: nameOf(next * STRIDE + 1), amount: 1n };
  };
  const single = async (): Promise<number> => {
    assert((await book.transfer(oneMore())).ok, 'a transfer of the bench is accepted');
    return 1;
  };
  const bulk = async (): Promise<number> => {
    const commands = Array.from({ length: BULK }, () => ({ kind: 'transfer' as const, ...oneMore() }));
    assert(
      (await book.submit(commands)).every(({ ok }) => ok),
      'the transfers of the bench are accepted',
    );
    return BULK;
  };
  const measure = (way: string, streams: number, work: () => Promise<number>) =>
    measureWay(way, { streams, work, seconds, signal });
  const results = [
    await measure('one at a time', 1, single),
    await measure(`${IN_FLIGHT} in flight`, IN_FLIGHT, single),
    await measure(`in bulk of ${BULK.toLocaleString('en-US')}`, 1, bulk),
  ];
  const counted = results.reduce((sum, { transfers }) => sum + transfers, 0);
  assert(counted === next, 'every transfer of the bench is counted once');
  return results;
}

async function measureWay(
  way: string,
  {
    streams,
    work,
    seconds,
    signal,
  }: { streams: number; work: () => Promise<number>; seconds: number; signal: AbortSignal },
): Promise<BenchResult> {
  // How long the process has run is a stopwatch: it never jumps, and dates nothing.
  const start = process.uptime();
  let transfers = 0;
  const stream = async (): Promise<void> => {
    while (process.uptime() - start < seconds) {
      signal.throwIfAborted();
      // Read only after the waiting: other streams count meanwhile.
      const made = await work();
      transfers += made;
    }
  };
  await Promise.all(Array.from({ length: streams }, stream));
  const took = process.uptime() - start;
  return { way, transfers, seconds: took, perSecond: Math.round(transfers / took) };
}

function nameOf(i: number): string {
  return `account-${i % ACCOUNTS}`;
}
