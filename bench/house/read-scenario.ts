import { keep } from '../harness/weigh-heap.ts';
import { pseudoRandom } from '../pseudo-random.ts';
import { makeHouse, openBench, rssMaxMb, transferMany } from './bench-house.ts';
import { accountIds, BULK, listOf, transferMaker } from './bench-inputs.ts';
import { type MeasuredRun, summariseRun } from './measured-run.ts';

export interface ReadAsk {
  /** Of a house that is made for it. */
  readonly url: string;
  /** Entries on the account that is read. */
  readonly entries: number;
  /** How long each kind of reading goes on. */
  readonly seconds: number;
}

export interface ReadRun {
  readonly now: MeasuredRun;
  readonly past: MeasuredRun;
  readonly known: MeasuredRun;
  readonly rssMb: number;
}

/** A transfer every second, ending now. */
const STEP_MS = 1_000;

/** Most calls that are kept in mind. */
const CALLS_MAX = 5_000_000;

/** Reads balances of one of two accounts between which all transfers went, dated one after the other. */
export async function runRead({ url, entries, seconds }: ReadAsk): Promise<ReadRun> {
  const endMs = Date.now();
  const startMs = endMs - entries * STEP_MS;
  await makeHouse(url, 2, startMs);
  const { house, book } = await openBench(url);
  const make = transferMaker(2, 'house');
  let count = 0;
  const recordedFrom = Date.now();
  while (count < entries) {
    const inputs = listOf(Math.min(BULK, entries - count), () => {
      count += 1;
      return { ...make(), effectiveAt: startMs + count * STEP_MS };
    });
    await transferMany(book, inputs);
  }
  const recordedMs = Date.now() - recordedFrom;
  const [account = ''] = accountIds(2);
  const random = pseudoRandom(entries);
  const past = () => startMs + random(entries * STEP_MS);
  const runs = {
    now: await readFor(seconds, () => book.balance(account)),
    past: await readFor(seconds, () => book.balance(account, { at: past() })),
    known: await readFor(seconds, () =>
      book.balance(account, { at: past(), knownAt: recordedFrom + random(recordedMs + 1) }),
    ),
  };
  const rssMb = rssMaxMb();
  await house.close();
  return { ...runs, rssMb };
}

/** One call after the other for so long, after a tenth of that for the compiler. */
async function readFor(seconds: number, call: () => Promise<unknown>): Promise<MeasuredRun> {
  await callFor(seconds / 10, call);
  return callFor(seconds, call);
}

async function callFor(seconds: number, call: () => Promise<unknown>): Promise<MeasuredRun> {
  const callsMs = new Float64Array(CALLS_MAX);
  const startedAt = performance.now();
  let count = 0;
  let now = startedAt;
  while (now - startedAt < seconds * 1_000 && count < CALLS_MAX) {
    const calledAt = now;
    keep(await call());
    now = performance.now();
    callsMs[count] = now - calledAt;
    count += 1;
  }
  return summariseRun(count, now - startedAt, callsMs.subarray(0, count));
}
