import { join } from 'node:path';
import {
  fileBytes,
  fileUrl,
  makeHouse,
  openBench,
  rssMaxMb,
  transferMany,
  transferOne,
} from './bench-house.ts';
import { BULK, listOf, transferMaker } from './bench-inputs.ts';
import { runInTurn } from './measured-run.ts';

export interface LongAsk {
  readonly folder: string;
  readonly accounts: number;
  readonly transfers: number;
}

export interface LongRun {
  readonly file: string;
  readonly transfers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly firstPerSecond: number;
  readonly lastPerSecond: number;
  readonly rssMb: number;
  readonly bytesPerTransfer: number;
}

/** Which part of the transfers counts as the first ones, and as the last ones. */
const END = 0.1;

/** Many transfers in bulk on one house, which is left in its file. */
export async function runLong({ folder, accounts, transfers }: LongAsk): Promise<LongRun> {
  const file = join(folder, 'long.db');
  await makeHouse(fileUrl(file), accounts);
  const bytesBefore = fileBytes(file);
  const { house, book } = await openBench(fileUrl(file));
  const make = transferMaker(accounts, 'house');
  const perCall = Math.min(BULK, transfers);
  const calls = Math.ceil(transfers / perCall);
  const callsMs: number[] = [];
  const run = await runInTurn(
    calls,
    () => listOf(perCall, make),
    (inputs) => transferMany(book, inputs),
    {
      operationsOf: (inputs) => inputs.length,
      onCall: (ms) => {
        callsMs.push(ms);
        showProgress(callsMs, calls, perCall);
      },
    },
  );
  const rssMb = rssMaxMb();
  await house.close();
  const atEnd = Math.ceil(calls * END);
  return {
    file,
    transfers: run.operations,
    perSecond: run.perSecond,
    p50Ms: run.p50Ms,
    p99Ms: run.p99Ms,
    firstPerSecond: perSecondOf(callsMs.slice(0, atEnd), perCall),
    lastPerSecond: perSecondOf(callsMs.slice(-atEnd), perCall),
    rssMb,
    bytesPerTransfer: (fileBytes(file) - bytesBefore) / run.operations,
  };
}

function perSecondOf(callsMs: readonly number[], perCall: number): number {
  return (callsMs.length * perCall * 1_000) / callsMs.reduce((sum, ms) => sum + ms, 0);
}

/** A line for every twentieth part. */
function showProgress(callsMs: readonly number[], calls: number, perCall: number): void {
  const part = Math.max(1, Math.floor(calls / 20));
  if (callsMs.length % part !== 0) return;
  const done = ((100 * callsMs.length) / calls).toFixed(0).padStart(3);
  const speed = perSecondOf(callsMs.slice(-part), perCall).toFixed(0);
  console.error(`    ${done}%  ${speed} transfers/s  ${rssMaxMb().toFixed(0)} MB`);
}

export interface ReopenAsk {
  readonly file: string;
  readonly accounts: number;
}

export interface Reopened {
  readonly openMs: number;
  readonly balanceMs: number;
  readonly transferMs: number;
  readonly bulkMs: number;
}

/** Opens the house again in a new process: how long until it is open, and its first work. */
export async function runReopen({ file, accounts }: ReopenAsk): Promise<Reopened> {
  const make = transferMaker(accounts, 'house');
  const batch = listOf(BULK, make);
  const startedAt = performance.now();
  const { house, book } = await openBench(fileUrl(file));
  const openedAt = performance.now();
  await book.balance(make().from);
  const readAt = performance.now();
  await transferOne(book, make());
  const writtenAt = performance.now();
  await transferMany(book, batch);
  const bulkAt = performance.now();
  await house.close();
  return {
    openMs: openedAt - startedAt,
    balanceMs: readAt - openedAt,
    transferMs: writtenAt - readAt,
    bulkMs: bulkAt - writtenAt,
  };
}
