import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, type BenchLine, type LineJudgement } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import { BULK, type IdMaker } from './bench-inputs.ts';
import { measureDisk } from './disk-figure.ts';
import { runApart } from './scenarios.ts';
import type { WriteAsk, Written } from './write-scenario.ts';

const COLUMNS = ['accounts', 'per second', 'p50 ms', 'p99 ms', 'bytes on disk', 'RSS MB'] as const;
type Line = BenchLine<(typeof COLUMNS)[number]>;

const MANY = 10_000;
const APPENDS = 4_000;

/** One way of writing: how much is done in it, and what it must reach. */
interface Way {
  readonly work: string;
  readonly way: WriteAsk['way'];
  readonly operations: number;
  readonly perSecondMin?: number;
  readonly accounts: readonly number[];
  readonly ids?: IdMaker;
}

const BOTH = [MANY, 2];
const WAYS: readonly Way[] = [
  { work: 'one at a time', way: 'one', operations: 10_000, perSecondMin: 2_500, accounts: BOTH },
  { work: '64 in flight', way: { inFlight: 64 }, operations: 200_000, perSecondMin: 25_000, accounts: BOTH },
  { work: '256 in flight', way: { inFlight: 256 }, operations: 200_000, accounts: [MANY] },
  { work: '1,024 in flight', way: { inFlight: 1_024 }, operations: 200_000, accounts: [MANY] },
  { work: 'bulk of 8,190', way: 'bulk', operations: 50 * BULK, perSecondMin: 40_000, accounts: BOTH },
  {
    work: 'hold + capture pairs in bulk',
    way: 'pairs',
    operations: 20 * BULK,
    perSecondMin: 15_000,
    accounts: BOTH,
  },
];
const WAYS_WITH_RANDOM_IDS: readonly Way[] = WAYS.filter(({ way }) => way !== 'pairs')
  .filter(({ perSecondMin }) => perSecondMin !== undefined)
  .map(({ work, way, operations }) => {
    return { work: `${work}, random ids`, way, operations, accounts: [MANY], ids: 'caller' };
  });

/** Writes in every way, and adds the table of it. */
export async function writingTables(report: BenchReport, folder: string): Promise<void> {
  const lines: Line[] = [];
  const disk = await measureDisk(folder, Math.min(APPENDS, report.sizeMax));
  const { perSecond, p50Ms, p99Ms } = disk;
  lines.push({
    work: 'the disk alone: append 4 KB, fdatasync',
    numbers: { 'per second': perSecond, 'p50 ms': p50Ms, 'p99 ms': p99Ms },
  });
  const bulk = new Map<number, Written>();
  for (const way of [...WAYS, ...WAYS_WITH_RANDOM_IDS]) {
    for (const accounts of way.accounts) {
      const written = await write(report, folder, way, accounts);
      const work = `${way.work}, ${showCount(accounts)} accounts`;
      const judgements: LineJudgement[] = [];
      if (report.sizeMax === Infinity) {
        if (way.perSecondMin !== undefined)
          judgements.push(atLeast(written.perSecond, way.perSecondMin, '/s'));
        const wide = bulk.get(MANY);
        if (way.way === 'bulk' && accounts === 2 && wide !== undefined) {
          judgements.push(atLeast(written.perSecond, wide.perSecond, '/s, as over 10,000 accounts'));
        }
      }
      if (way.way === 'bulk' && way.ids === undefined) bulk.set(accounts, written);
      lines.push({ work, numbers: numbersOf(accounts, written), judgements });
    }
  }
  report.table({ title: 'Writing', columns: COLUMNS, lines });
}

async function write(report: BenchReport, folder: string, way: Way, accounts: number): Promise<Written> {
  console.error(`  ${way.work}, ${showCount(accounts)} accounts ...`);
  const own = mkdtempSync(join(folder, 'write-'));
  const operations = Math.min(way.operations, report.sizeMax);
  const written = await runApart('write', {
    folder: own,
    accounts,
    ids: way.ids ?? 'house',
    way: way.way,
    operations,
  });
  rmSync(own, { recursive: true });
  return written;
}

function numbersOf(accounts: number, written: Written): Line['numbers'] {
  return {
    accounts,
    'per second': written.perSecond,
    'p50 ms': written.p50Ms,
    'p99 ms': written.p99Ms,
    'bytes on disk': written.bytesPerOperation,
    'RSS MB': written.rssMb,
  };
}
