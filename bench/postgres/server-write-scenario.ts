import { openHouse } from '../../src/engine/open-house.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { BOOK, fundAccounts, rssMaxMb } from '../house/bench-house.ts';
import type { MeasuredRun } from '../house/measured-run.ts';
import { type Writing, warmUpOf, writerOf } from '../house/write-scenario.ts';
import { readCpu } from './cpu-meter.ts';
import { ServerMeter } from './server-meter.ts';

/** What a house looks for by itself, once a second, is no part of a batch. */
export const QUIET = { announceExpiries: false } as const;

export interface ServerWriteAsk extends Writing {
  /** Of a house that is made for it. */
  readonly url: string;
}

/** What a run costs, for each operation or for each batch. */
export interface ServerCosts {
  readonly operationsPerBatch: number;
  readonly roundTripsPerBatch: number;
  readonly statementsPerBatch: number;
  /** Transactions that were made again; of a house there are none. */
  readonly retriesPerOperation?: number;
  readonly bytesPerOperation: number;
  readonly walBytesPerOperation: number;
  /** Of processors, for this process, and for the server and whoever else there is. */
  readonly nodeUsPerOperation: number;
  readonly restUsPerOperation: number;
  readonly rssMb: number;
}

export type ServerWritten = MeasuredRun & ServerCosts;

/** Writes in one of the ways to a house of its own on a server. */
export async function runServerWrite(ask: ServerWriteAsk): Promise<ServerWritten> {
  const store = await openPostgresStore(ask.url);
  const house = await openHouse(store, QUIET);
  const book = house.book(BOOK);
  await fundAccounts(book, ask.accounts);
  const write = writerOf(book, ask);
  await write(warmUpOf(ask));
  const meter = await ServerMeter.open(ask.url);
  const [before, cpuBefore, sentBefore] = [await meter.look(), readCpu(), { ...store.traffic }];
  const run = await write(ask.operations);
  const [sent, cpu, after] = [{ ...store.traffic }, readCpu(), await meter.look()];
  await meter.close();
  const rssMb = rssMaxMb();
  await house.close();
  const { operations } = run;
  const batches = after.batches - before.batches;
  const own = cpu.own - cpuBefore.own;
  return {
    ...run,
    operationsPerBatch: operations / batches,
    roundTripsPerBatch: (sent.roundTrips - sentBefore.roundTrips) / batches,
    statementsPerBatch: (sent.statements - sentBefore.statements) / batches,
    bytesPerOperation: (after.bytes - before.bytes) / operations,
    walBytesPerOperation: (after.walBytes - before.walBytes) / operations,
    nodeUsPerOperation: own / operations,
    restUsPerOperation: (cpu.all - cpuBefore.all - own) / operations,
    rssMb,
  };
}
