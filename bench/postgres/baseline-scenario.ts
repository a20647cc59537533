import { timeOrderedIds } from '../../src/engine/time-ordered-ids.ts';
import { rssMaxMb } from '../house/bench-house.ts';
import { listOf } from '../house/bench-inputs.ts';
import { type MeasuredRun, runInFlight } from '../house/measured-run.ts';
import { pseudoRandom } from '../pseudo-random.ts';
import { Baseline, type BaselineForm, type BaselineTransfer } from './baseline.ts';
import { readCpu } from './cpu-meter.ts';
import { ServerMeter } from './server-meter.ts';
import type { ServerCosts } from './server-write-scenario.ts';

export interface BaselineAsk {
  /** As of a house: the schema is the baseline's own. */
  readonly url: string;
  readonly form: BaselineForm;
  readonly accounts: number;
  /** Callers, and connections that they share. */
  readonly inFlight: number;
  readonly connections: number;
  readonly operations: number;
}

const FUNDS = 10n ** 12n;
const WARM_UP = 2_000;

/** The same transfers as the house's, in the way of the baseline. */
export async function runBaseline(ask: BaselineAsk): Promise<MeasuredRun & ServerCosts> {
  const { url, form, accounts, inFlight, connections, operations } = ask;
  const baseline = new Baseline(url, connections, form);
  await baseline.make(accounts, FUNDS);
  const make = baselineTransferMaker(accounts);
  const write = (count: number): Promise<MeasuredRun> =>
    runInFlight(listOf(count, make), inFlight, (transfer) => post(baseline, transfer));
  await write(Math.min(operations, WARM_UP));
  const meter = await ServerMeter.open(url);
  const [before, cpuBefore, sentBefore] = [await meter.look(), readCpu(), { ...baseline.traffic }];
  const run = await write(operations);
  const [sent, cpu, after] = [{ ...baseline.traffic }, readCpu(), await meter.look()];
  await meter.close();
  const rssMb = rssMaxMb();
  const { balances, entries } = await baseline.sums();
  if (balances !== FUNDS * BigInt(accounts) || entries !== 0n) throw new Error('the baseline lost money');
  await baseline.close();
  const own = cpu.own - cpuBefore.own;
  const roundTrips = (sent.roundTrips - sentBefore.roundTrips) / operations;
  return {
    ...run,
    operationsPerBatch: 1,
    roundTripsPerBatch: roundTrips,
    statementsPerBatch: roundTrips,
    retriesPerOperation: (sent.retries - sentBefore.retries) / operations,
    bytesPerOperation: (after.bytes - before.bytes) / operations,
    walBytesPerOperation: (after.walBytes - before.walBytes) / operations,
    nodeUsPerOperation: own / operations,
    restUsPerOperation: (cpu.all - cpuBefore.all - own) / operations,
    rssMb,
  };
}

async function post(baseline: Baseline, transfer: BaselineTransfer): Promise<void> {
  const outcome = await baseline.transfer(transfer);
  if (outcome !== 'posted') throw new Error(`the baseline: ${outcome}`);
}

/** Transfers of one minor unit, between accounts drawn as the house's are; keys are made as the house makes ids. */
function baselineTransferMaker(accounts: number): () => BaselineTransfer {
  const random = pseudoRandom(accounts);
  const newKey = timeOrderedIds(Date.now);
  return () => {
    const from = random(accounts);
    const to = (from + 1 + random(accounts - 1)) % accounts;
    return { key: newKey(), from: from + 1, to: to + 1, amount: 1n };
  };
}
