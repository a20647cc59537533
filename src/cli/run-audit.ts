import type { CommandLine } from './command-line.ts';
import type { ConsoleOutput } from './console-output.ts';
import { EXIT } from './exit-codes.ts';
import type { House } from './house-types.ts';
import { jsonLine } from './json-line.ts';
import { printableText } from './printable-text.ts';
import { type Progress, ProgressBar } from './progress-bar.ts';

type Report = Awaited<ReturnType<House['verify']>>;

/** Starts verify or reconcile of a house. */
type Audit = (
  house: House,
  options: { onProgress: (progress: Progress) => void; signal: AbortSignal },
) => Promise<Report>;

/** The action of a command that checks a house: progress while it runs, then the report. */
export function auditAction(cli: CommandLine, audit: Audit): (...args: unknown[]) => Promise<void> {
  return cli.onHouse<object>({}, async ({ house, output, isJson, signal }) => {
    const bar = new ProgressBar(output.stderr);
    let report: Report;
    try {
      report = await audit(house, { onProgress: (progress) => bar.show(progress), signal });
    } finally {
      bar.stop();
    }
    if (isJson) await output.print(jsonLine(report));
    else await printReport(output, report);
    return report.ok ? EXIT.done : EXIT.damaged;
  });
}

async function printReport(output: ConsoleOutput, report: Report): Promise<void> {
  for (const { book, seq, link } of report.books) {
    await output.print(`Book ${printableText(book)}: up to number ${seq}, chain ends in ${link}`);
  }
  for (const [what, count] of Object.entries(report.checked)) await output.print(`Checked: ${count} ${what}`);
  if (report.ok) {
    await output.print('No problems.');
    return;
  }
  for (const { book, where, what } of report.problems) {
    await output.print(printableText(`Problem: ${book === null ? '' : `book ${book}, `}${where}: ${what}`));
  }
  const unnamed = report.problemCount - report.problems.length;
  if (unnamed > 0) await output.print(`And ${unnamed} more.`);
  output.tell(
    `Found ${report.problemCount} problems. Keep a copy of the file as it is, and go back to a sound one.`,
  );
}
