import type { BenchReport } from '../harness/bench-report.ts';
import { showCount } from '../harness/show-number.ts';
import type { MeasuredRun } from '../house/measured-run.ts';
import type { AuditSpeed } from '../house/record-scenario.ts';
import type { BenchPlaces } from './bench-places.ts';
import { runOnServer } from './server-scenarios.ts';

const ACCOUNTS = 10_000;
const ENTRIES = 100_000;
const READ_SECONDS = 2;
const REPEATED = 81_900;
const AUDITED = 100_000;

/** Reads, and reads from the record, each with its table. */
export async function serverReadingTables(report: BenchReport, places: BenchPlaces): Promise<void> {
  await addReads(report, places);
  await addRecord(report, places);
}

async function addReads(report: BenchReport, places: BenchPlaces): Promise<void> {
  console.error('  reads ...');
  const entries = Math.min(ENTRIES, report.sizeMax);
  const seconds = report.sizeMax === Infinity ? READ_SECONDS : READ_SECONDS / 10;
  const read = await places.within((url) => runOnServer('read', { url, entries, seconds }));
  const line = (work: string, { perSecond, p50Ms, p99Ms }: MeasuredRun) => ({
    work,
    numbers: { 'per second': perSecond, 'p50 ms': p50Ms, 'p99 ms': p99Ms },
  });
  report.table({
    title: `Reading the balance of an account with ${showCount(entries)} entries, one at a time`,
    columns: ['per second', 'p50 ms', 'p99 ms'],
    lines: [
      line('now', read.now),
      line('at a random past moment', read.past),
      line('at a random past moment, as known at one', read.known),
    ],
  });
}

async function addRecord(report: BenchReport, places: BenchPlaces): Promise<void> {
  console.error('  repeats ...');
  const repeated = Math.min(REPEATED, report.sizeMax);
  const repeat = await places.within((url) =>
    runOnServer('repeat', { url, accounts: ACCOUNTS, transfers: repeated }),
  );
  console.error('  verify and reconcile ...');
  const transfers = Math.min(AUDITED, report.sizeMax);
  const audits = await places.within((url) => runOnServer('audit', { url, accounts: ACCOUNTS, transfers }));
  const audit = (work: string, { ms, rows }: AuditSpeed) => ({
    work: `${work}, ${showCount(transfers)} transfers over ${showCount(ACCOUNTS)} accounts`,
    numbers: {
      'per second': (transfers * 1_000) / ms,
      'rows per second': (rows * 1_000) / ms,
      ms,
      'RSS MB': audits.rssMb,
    },
  });
  report.table({
    title: 'From the record',
    columns: ['per second', 'rows per second', 'ms', 'RSS MB'],
    lines: [
      { work: 'bulk of 8,190 again, after a restart', numbers: { 'per second': repeat.perSecond } },
      audit('verify', audits.verify),
      audit('reconcile', audits.reconcile),
    ],
  });
}
