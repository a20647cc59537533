import type { Report } from '../../src/engine/audit/report.ts';
import { makeHouse, openBench, rssMaxMb, transferMany } from './bench-house.ts';
import { BULK, listOf, transferMaker } from './bench-inputs.ts';
import { type MeasuredRun, runInTurn } from './measured-run.ts';

export interface RepeatAsk {
  /** Of a house that is made for it. */
  readonly url: string;
  readonly accounts: number;
  readonly transfers: number;
}

/** Submits again what was submitted before, to the house opened anew: all is answered from the record. */
export async function runRepeat({ url, accounts, transfers }: RepeatAsk): Promise<MeasuredRun> {
  await makeHouse(url, accounts);
  const make = transferMaker(accounts, 'caller');
  const perCall = Math.min(BULK, transfers);
  const calls = Array.from({ length: Math.ceil(transfers / perCall) }, () => listOf(perCall, make));
  const first = await openBench(url);
  for (const inputs of calls) await transferMany(first.book, inputs);
  await first.house.close();
  const { house, book } = await openBench(url);
  let next = 0;
  const again = () => {
    const inputs = calls[next % calls.length] ?? [];
    next += 1;
    return inputs;
  };
  // The first call warms up the compiler; every other one is a repeat as well.
  await transferMany(book, again());
  const { seq } = await book.head();
  const run = await runInTurn(calls.length, again, (inputs) => transferMany(book, inputs), {
    operationsOf: (inputs) => inputs.length,
  });
  if ((await book.head()).seq !== seq) throw new Error('a repeat was written again');
  await house.close();
  return run;
}

export interface AuditAsk {
  /** Of a house that is made for it. */
  readonly url: string;
  readonly accounts: number;
  readonly transfers: number;
}

export interface AuditRun {
  readonly verify: AuditSpeed;
  readonly reconcile: AuditSpeed;
  readonly rssMb: number;
}

export interface AuditSpeed {
  readonly ms: number;
  /** All that it says that it looked at. */
  readonly rows: number;
}

/** Verifies and reconciles a house of so many transfers. */
export async function runAudit({ url, accounts, transfers }: AuditAsk): Promise<AuditRun> {
  await makeHouse(url, accounts);
  const { house, book } = await openBench(url);
  const make = transferMaker(accounts, 'house');
  for (let left = transfers; left > 0; left -= BULK) {
    await transferMany(book, listOf(Math.min(BULK, left), make));
  }
  const verify = await timeAudit(() => house.verify());
  const reconcile = await timeAudit(() => house.reconcile());
  const rssMb = rssMaxMb();
  await house.close();
  return { verify, reconcile, rssMb };
}

async function timeAudit(audit: () => Promise<Report>): Promise<AuditSpeed> {
  const startedAt = performance.now();
  const report = await audit();
  const ms = performance.now() - startedAt;
  if (!report.ok) throw new Error(`the audit found problems: ${JSON.stringify(report.problems.slice(0, 3))}`);
  return { ms, rows: Object.values(report.checked).reduce((sum, rows) => sum + rows, 0) };
}
