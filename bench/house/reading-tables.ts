import { join } from 'node:path';
import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, atMost, type BenchLine, type LineJudgement } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import { fileUrl } from './bench-house.ts';
import { runApart } from './scenarios.ts';

const ACCOUNTS = 10_000;
const ENTRIES = 100_000;
const READ_SECONDS = 3;
const LONG_TRANSFERS = 5_000_000;
const REPEATED = 81_900;
const AUDITED = 200_000;

const READ_COLUMNS = ['per second', 'p50 ms', 'p99 ms'] as const;
const LONG_COLUMNS = ['per second', 'ratio', 'RSS MB', 'bytes on disk', 'GB on disk', 'ms'] as const;
type LongLine = BenchLine<(typeof LONG_COLUMNS)[number]>;

/** Reads, reads from the record, audits, and the long run, each with its table. */
export async function readingTables(report: BenchReport, folder: string): Promise<void> {
  await addReads(report, folder);
  await addRecord(report, folder);
  await addLongRun(report, folder);
}

/** The judgements, unless this is a quick look at smaller sizes. */
function ifInFull(report: BenchReport, ...judgements: readonly LineJudgement[]): readonly LineJudgement[] {
  return report.sizeMax === Infinity ? judgements : [];
}

async function addReads(report: BenchReport, folder: string): Promise<void> {
  console.error('  reads ...');
  const entries = Math.min(ENTRIES, report.sizeMax);
  const seconds = report.sizeMax === Infinity ? READ_SECONDS : READ_SECONDS / 10;
  const { now, past, known } = await runApart('read', {
    url: fileUrl(join(folder, 'read.db')),
    entries,
    seconds,
  });
  const line = (work: string, run: typeof now, ...judgements: readonly LineJudgement[]) => ({
    work,
    numbers: { 'per second': run.perSecond, 'p50 ms': run.p50Ms, 'p99 ms': run.p99Ms },
    judgements: ifInFull(report, ...judgements),
  });
  report.table({
    title: `Reading the balance of an account with ${showCount(entries)} entries`,
    columns: READ_COLUMNS,
    lines: [
      line('now', now, atLeast(now.perSecond, 200_000, '/s')),
      line('at a random past moment', past, atLeast(past.perSecond, 10_000, '/s')),
      line('at a random past moment, as known at one', known),
    ],
  });
}

async function addRecord(report: BenchReport, folder: string): Promise<void> {
  console.error('  repeats ...');
  const repeated = Math.min(REPEATED, report.sizeMax);
  const repeat = await runApart('repeat', {
    url: fileUrl(join(folder, 'repeat.db')),
    accounts: ACCOUNTS,
    transfers: repeated,
  });
  console.error('  verify and reconcile ...');
  const transfers = Math.min(AUDITED, report.sizeMax);
  const { verify, reconcile, rssMb } = await runApart('audit', {
    url: fileUrl(join(folder, 'audit.db')),
    accounts: ACCOUNTS,
    transfers,
  });
  const audit = (work: string, { ms, rows }: typeof verify) => ({
    work: `${work}, ${showCount(transfers)} transfers over ${showCount(ACCOUNTS)} accounts`,
    numbers: {
      'per second': (transfers * 1_000) / ms,
      'rows per second': (rows * 1_000) / ms,
      ms,
      'RSS MB': rssMb,
    },
  });
  report.table({
    title: 'From the record',
    columns: ['per second', 'rows per second', 'ms', 'RSS MB'],
    lines: [
      { work: 'bulk of 8,190 again, after a restart', numbers: { 'per second': repeat.perSecond } },
      audit('verify', verify),
      audit('reconcile', reconcile),
    ],
  });
}

async function addLongRun(report: BenchReport, folder: string): Promise<void> {
  const asked = Math.min(LONG_TRANSFERS, report.sizeMax);
  console.error(`  ${showCount(asked)} transfers in bulk ...`);
  const long = await runApart('long', { folder, accounts: ACCOUNTS, transfers: asked });
  console.error('  opened again ...');
  const again = await runApart('reopen', { file: long.file, accounts: ACCOUNTS });
  const ratio = long.lastPerSecond / long.firstPerSecond;
  const lines: LongLine[] = [
    {
      work: 'all',
      numbers: {
        'per second': long.perSecond,
        'RSS MB': long.rssMb,
        'bytes on disk': long.bytesPerTransfer,
        'GB on disk': (long.bytesPerTransfer * long.transfers) / 1e9,
      },
      judgements: ifInFull(report, atMost(long.rssMb, 600, ' MB')),
    },
    { work: 'the first 10%', numbers: { 'per second': long.firstPerSecond } },
    {
      work: 'the last 10%',
      numbers: { 'per second': long.lastPerSecond, ratio },
      judgements: ifInFull(report, atLeast(ratio, 0.5, ' of the first')),
    },
    { work: 'opened again in a new process', numbers: { ms: again.openMs } },
    { work: 'its first balance', numbers: { ms: again.balanceMs } },
    { work: 'its first transfer', numbers: { ms: again.transferMs } },
    { work: 'its first bulk of 8,190', numbers: { ms: again.bulkMs } },
  ];
  report.table({
    title: `${showCount(long.transfers)} transfers in bulk over ${showCount(ACCOUNTS)} accounts`,
    columns: LONG_COLUMNS,
    lines,
  });
}
