import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, type BenchLine, type LineJudgement } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import { BULK, type IdMaker } from '../house/bench-inputs.ts';
import { measureDisk } from '../house/disk-figure.ts';
import type { MeasuredRun } from '../house/measured-run.ts';
import type { Writing } from '../house/write-scenario.ts';
import type { BaselineForm } from './baseline.ts';
import type { BenchPlaces } from './bench-places.ts';
import { runOnServer } from './server-scenarios.ts';
import type { ServerCosts, ServerWritten } from './server-write-scenario.ts';

const COLUMNS = [
  'accounts',
  'per second',
  'p50 ms',
  'p99 ms',
  'operations a batch',
  'round trips a batch',
  'statements a batch',
  'retries an operation',
  'bytes on disk',
  'WAL bytes',
  'node us',
  'rest us',
  'RSS MB',
] as const;
type Line = BenchLine<(typeof COLUMNS)[number]>;

const MANY = 10_000;
const HOT = 2;
const BOTH = [MANY, HOT];
const APPENDS = 4_000;

/** Callers of the baseline are as many as ours; they share its connections. */
const IN_FLIGHT = 64;
const CONNECTIONS = 20;
interface BaselineWay {
  readonly work: string;
  readonly form: BaselineForm;
  readonly operations: Readonly<Record<number, number>>;
}
/** What targets are held against. */
const BASELINE: BaselineWay = {
  work: 'the way most people do it today',
  form: 'statements',
  operations: { [MANY]: 20_000, [HOT]: 5_000 },
};
const BASELINE_SERIALIZABLE: BaselineWay = {
  work: 'the same without locks, SERIALIZABLE, tried again',
  form: 'serializable',
  operations: { [MANY]: 20_000, [HOT]: 2_000 },
};
const BASELINE_AS_FUNCTION: BaselineWay = {
  work: 'the same as a function in the database',
  form: 'function',
  operations: { [MANY]: 30_000, [HOT]: 10_000 },
};

/** What hot accounts must reach of what many do. */
const HOT_PART = 0.8;
/** What 64 in flight must reach of the baseline, by accounts. */
const TIMES_BASELINE: Readonly<Record<number, number>> = { [MANY]: 5, [HOT]: 10 };

/** One way of writing: how much is done in it, and what it must reach. */
interface Way {
  readonly work: string;
  readonly way: Writing['way'];
  readonly operations: number;
  readonly accounts: readonly number[];
  readonly perSecondMin?: number;
  readonly ids?: IdMaker;
}

const FLIGHT: Writing['way'] = { inFlight: IN_FLIGHT };
const WAYS: readonly Way[] = [
  { work: 'one at a time', way: 'one', operations: 5_000, accounts: BOTH },
  { work: '64 in flight', way: FLIGHT, operations: 100_000, accounts: BOTH, perSecondMin: 8_000 },
  { work: '256 in flight', way: { inFlight: 256 }, operations: 100_000, accounts: [MANY] },
  { work: '1,024 in flight', way: { inFlight: 1_024 }, operations: 100_000, accounts: [MANY] },
  { work: 'bulk of 8,190', way: 'bulk', operations: 25 * BULK, accounts: BOTH, perSecondMin: 25_000 },
  { work: 'hold + capture pairs in bulk', way: 'pairs', operations: 10 * BULK, accounts: BOTH },
  { work: 'one at a time, random ids', way: 'one', operations: 2_500, accounts: [MANY], ids: 'caller' },
  { work: '64 in flight, random ids', way: FLIGHT, operations: 100_000, accounts: [MANY], ids: 'caller' },
  { work: 'bulk of 8,190, random ids', way: 'bulk', operations: 12 * BULK, accounts: [MANY], ids: 'caller' },
];

/** Writes in every way, the baseline's first, and adds the table of it. */
export async function serverWritingTable(report: BenchReport, places: BenchPlaces): Promise<void> {
  const lines: Line[] = [];
  if (places.folder !== undefined) {
    const disk = await measureDisk(places.folder, Math.min(APPENDS, report.sizeMax));
    lines.push({ work: 'the disk alone: append 4 KB, fdatasync', numbers: speedOf(disk) });
  }
  const baselines = new Map<number, MeasuredRun>();
  for (const way of [BASELINE, BASELINE_SERIALIZABLE, BASELINE_AS_FUNCTION]) {
    for (const accounts of BOTH) {
      const run = await baseline(report, places, way, accounts);
      if (way === BASELINE) baselines.set(accounts, run);
      const work = `${way.work}, 64 in flight, ${showCount(accounts)} accounts`;
      lines.push({ work, numbers: numbersOf(accounts, run) });
    }
  }
  for (const way of WAYS) {
    let wide: ServerWritten | undefined;
    for (const accounts of way.accounts) {
      const written = await write(report, places, way, accounts);
      if (accounts === MANY) wide = written;
      const judgements = judge(way, accounts, written, { wide, baseline: baselines.get(accounts) });
      lines.push({
        work: `${way.work}, ${showCount(accounts)} accounts`,
        numbers: numbersOf(accounts, written),
        // A quick look at smaller sizes says nothing about targets.
        judgements: report.sizeMax === Infinity ? judgements : [],
      });
    }
  }
  report.table({ title: 'Writing', columns: COLUMNS, lines });
}

async function baseline(
  report: BenchReport,
  places: BenchPlaces,
  { work, form, operations: operationsOf }: BaselineWay,
  accounts: number,
): Promise<MeasuredRun & ServerCosts> {
  console.error(`  ${work}, ${showCount(accounts)} accounts ...`);
  const operations = Math.min(operationsOf[accounts] ?? 0, report.sizeMax);
  return places.within(async (url) => {
    const ask = { url, form, accounts, inFlight: IN_FLIGHT, connections: CONNECTIONS, operations };
    return runOnServer('baseline', ask);
  });
}

async function write(
  report: BenchReport,
  places: BenchPlaces,
  { work, way, operations, ids = 'house' }: Way,
  accounts: number,
): Promise<ServerWritten> {
  console.error(`  ${work}, ${showCount(accounts)} accounts ...`);
  return places.within(async (url) => {
    const ask = { url, accounts, ids, way, operations: Math.min(operations, report.sizeMax) };
    return runOnServer('write', ask);
  });
}

function judge(
  way: Way,
  accounts: number,
  { perSecond }: MeasuredRun,
  others: { readonly wide: MeasuredRun | undefined; readonly baseline: MeasuredRun | undefined },
): LineJudgement[] {
  const judgements: LineJudgement[] = [];
  // The plain ways alone have targets.
  if (way.perSecondMin === undefined) return judgements;
  if (accounts === MANY) judgements.push(atLeast(perSecond, way.perSecondMin, '/s'));
  else if (others.wide !== undefined) {
    judgements.push(atLeast(perSecond / others.wide.perSecond, HOT_PART, 'x 10,000 accounts'));
  }
  const times = TIMES_BASELINE[accounts];
  if (way.way === FLIGHT && others.baseline !== undefined && times !== undefined) {
    judgements.push(atLeast(perSecond / others.baseline.perSecond, times, 'x the way of most people'));
  }
  return judgements;
}

function speedOf({ perSecond, p50Ms, p99Ms }: MeasuredRun): Line['numbers'] {
  return { 'per second': perSecond, 'p50 ms': p50Ms, 'p99 ms': p99Ms };
}

function numbersOf(accounts: number, run: MeasuredRun & ServerCosts): Line['numbers'] {
  return {
    accounts,
    ...speedOf(run),
    'operations a batch': run.operationsPerBatch,
    'round trips a batch': run.roundTripsPerBatch,
    'statements a batch': run.statementsPerBatch,
    ...(run.retriesPerOperation !== undefined && { 'retries an operation': run.retriesPerOperation }),
    'bytes on disk': run.bytesPerOperation,
    'WAL bytes': run.walBytesPerOperation,
    'node us': run.nodeUsPerOperation,
    'rest us': run.restUsPerOperation,
    'RSS MB': run.rssMb,
  };
}
