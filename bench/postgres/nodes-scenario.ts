import { openHouse } from '../../src/engine/open-house.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { waitForOthers } from '../harness/scenario-process.ts';
import { fundAccounts, rssMaxMb, transferMany, transferOne } from '../house/bench-house.ts';
import { accountIds, transferMaker } from '../house/bench-inputs.ts';
import { type MeasuredRun, summariseRun } from '../house/measured-run.ts';
import { type CpuFigures, readCpu } from './cpu-meter.ts';
import { QUIET } from './server-write-scenario.ts';

export interface BooksAsk {
  /** Of a house that is made for it. */
  readonly url: string;
  readonly books: readonly string[];
  readonly accountsPerBook: number;
}

/** Makes the books that nodes write to. */
export async function runMakeBooks({ url, books, accountsPerBook }: BooksAsk): Promise<object> {
  const house = await openHouse(await openPostgresStore(url));
  for (const name of books) await fundAccounts(house.book(name), accountsPerBook);
  await house.close();
  return {};
}

export interface NodeAsk extends BooksAsk {
  /** Callers of this node, book by book in turn. */
  readonly callers: number;
  readonly seconds: number;
}

export interface NodeRun extends MeasuredRun {
  /** Of processors while it was measured, in microseconds: for this node, and for everyone. */
  readonly cpu: CpuFigures;
  readonly roundTrips: number;
  readonly statements: number;
  readonly rssMb: number;
}

/** Most calls that are kept in mind. */
const CALLS_MAX = 1_000_000;
const WARM_UP_SECONDS = 2;

/** One of the nodes that write to books at the same time. They start together, and go on for the same time. */
export async function runNode(ask: NodeAsk): Promise<NodeRun> {
  const { url, books, accountsPerBook, callers, seconds } = ask;
  const store = await openPostgresStore(url);
  const house = await openHouse(store, QUIET);
  const make = transferMaker(accountsPerBook, 'house');
  const callFor = async (lasting: number): Promise<MeasuredRun> => {
    const callsMs = new Float64Array(CALLS_MAX);
    const startedAt = performance.now();
    let count = 0;
    const caller = async (_: unknown, index: number): Promise<void> => {
      const book = house.book(books[index % books.length] ?? '');
      for (let now = startedAt; now - startedAt < lasting * 1_000; ) {
        await transferOne(book, make());
        const calledAt = now;
        now = performance.now();
        callsMs[count] = now - calledAt;
        count += 1;
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return summariseRun(count, performance.now() - startedAt, callsMs.subarray(0, count));
  };
  const accounts = accountIds(accountsPerBook);
  // Every account is touched once, so that it is in memory.
  const touching = accounts.map((from, i) => ({ from, to: accounts.at(i - 1) ?? '', amount: 1n }));
  for (const book of books) await transferMany(house.book(book), touching);
  await callFor(Math.min(WARM_UP_SECONDS, seconds));
  await waitForOthers();
  const sentBefore = { ...store.traffic };
  const cpuBefore = readCpu();
  const run = await callFor(seconds);
  const cpu = readCpu();
  const { roundTrips, statements } = store.traffic;
  const rssMb = rssMaxMb();
  await house.close();
  return {
    ...run,
    cpu: { own: cpu.own - cpuBefore.own, all: cpu.all - cpuBefore.all },
    roundTrips: roundTrips - sentBefore.roundTrips,
    statements: statements - sentBefore.statements,
    rssMb,
  };
}
