import { join } from 'node:path';
import type { BenchReport } from '../harness/bench-report.ts';
import { atLeast, atMost } from '../harness/bench-table.ts';
import { showCount } from '../harness/show-number.ts';
import { runApart } from './scenarios.ts';

const BOOKS = 3_000;
const IDLE_MS = 6_000;
const PER_SECOND_MIN = 8_000;
const IDLE_PERCENT_MAX = 1;
const ACCOUNTS = 5_000;
const COMMANDS = 16_000;
const CALLS = 4;
const SCHEDULES = 100_000;
const DUE_PER_SECOND_MIN = 20_000;
const STRETCH_MS_MAX = 50;

/** What many books in one file cost together, and how long a process waits for a house that has much to do. */
export async function manyBooksTables(report: BenchReport, folder: string): Promise<void> {
  console.error('  many books ...');
  const books = Math.min(BOOKS, report.sizeMax);
  const file = join(folder, 'many-books.db');
  const idleMs = report.sizeMax === Infinity ? IDLE_MS : IDLE_MS / 10;
  const many = await runApart('manyBooks', { file, books, idleMs });
  const isFull = report.sizeMax === Infinity;
  report.table({
    title: `${showCount(books)} books in one file`,
    columns: ['per second', 'commits', '% of a core', 'RSS MB'],
    lines: [
      { work: 'the first command of each, all at once', numbers: { 'per second': many.firstPerSecond } },
      {
        work: 'a transfer in each, all at once',
        numbers: { 'per second': many.perSecond, commits: many.commits, 'RSS MB': many.rssMb },
        judgements: isFull ? [atLeast(many.perSecond, PER_SECOND_MIN, '/s')] : [],
      },
      {
        work: 'open and idle',
        numbers: { '% of a core': many.idlePercent },
        judgements: isFull ? [atMost(many.idlePercent, IDLE_PERCENT_MAX, ' %')] : [],
      },
    ],
  });
  console.error('  stretches without a turn ...');
  const commands = Math.min(COMMANDS, report.sizeMax);
  const accounts = Math.min(ACCOUNTS, report.sizeMax);
  const stretch = await runApart('stretch', {
    file: join(folder, 'stretch.db'),
    accounts,
    commands,
    calls: CALLS,
  });
  const schedules = Math.min(SCHEDULES, report.sizeMax);
  const due = await runApart('due', { file: join(folder, 'due.db'), accounts, schedules });
  report.table({
    title: 'How long others in the process wait for a turn of the event loop',
    columns: ['per second', 'longest ms', 'longest CPU ms'],
    lines: [
      {
        work: `bulk of ${showCount(commands)}, ${showCount(accounts)} accounts`,
        numbers: {
          'per second': stretch.perSecond,
          'longest CPU ms': stretch.longestCpuMs,
          'longest ms': stretch.longestMs,
        },
        judgements: isFull ? [atMost(stretch.longestMs, STRETCH_MS_MAX, ' ms')] : [],
      },
      {
        work: `runDue of ${showCount(schedules)} transfers, ${showCount(accounts)} accounts`,
        numbers: {
          'per second': due.perSecond,
          'longest CPU ms': due.longestCpuMs,
          'longest ms': due.longestMs,
        },
        judgements: isFull ? [atLeast(due.perSecond, DUE_PER_SECOND_MIN, '/s')] : [],
      },
    ],
  });
}
