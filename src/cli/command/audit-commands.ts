import type { CommandLine, House } from '../command-line.ts';
import type { ConsoleOutput } from '../console-output.ts';
import { EXIT } from '../exit-codes.ts';
import { jsonLine } from '../json-line.ts';
import { printableText } from '../printable-text.ts';
import { type Progress, ProgressBar } from '../progress-bar.ts';

type Report = Awaited<ReturnType<House['verify']>>;

/** Starts verify or reconcile of a house. */
type Audit<O> = (
  house: House,
  options: { onProgress: (progress: Progress) => void; signal: AbortSignal },
  words: O,
) => Promise<Report>;

/** The action of a command that checks a house: progress while it runs, then the report. */
function auditAction<O>(cli: CommandLine, audit: Audit<O>): (...args: unknown[]) => Promise<void> {
  return cli.onHouse<O>({ reads: () => true }, async ({ house, options, output, isJson, signal }) => {
    const bar = new ProgressBar(output.stderr);
    let report: Report;
    try {
      report = await audit(house, { onProgress: (progress) => bar.show(progress), signal }, options);
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
  const checked = Object.entries(report.checked).map(([what, count]) => `${count} ${what}`);
  await output.print(`Checked: ${checked.join(', ') || 'nothing, there are no books'}`);
  if (report.ok) {
    await output.print('No problems.');
    return;
  }
  for (const { book, where, what } of report.problems) {
    await output.print(printableText(`Problem: ${book === null ? '' : `book ${book}, `}${where}: ${what}`));
  }
  const unnamed = report.problemCount - report.problems.length;
  if (unnamed > 0) await output.print(`And ${unnamed} more.`);
  const found = report.problemCount === 1 ? '1 problem' : `${report.problemCount} problems`;
  output.log(`Found ${found}. Keep a copy of the house as it is, and go back to a sound one.`);
}

export function addReconcileCommand(cli: CommandLine): void {
  cli
    .command(
      'reconcile',
      'Check that everything adds up: entries against balances, sums of each asset, holds, offers, payments and credits.',
      ['reconcile', 'reconcile --house shop.db --json'],
    )
    .action(auditAction<object>(cli, (house, options) => house.reconcile(options)));
}

interface VerifyOptions {
  readonly decideAgain?: boolean;
}

export function addVerifyCommand(cli: CommandLine): void {
  cli
    .command(
      'verify',
      'Check everything that is stored against the journal: walk the hash chain of every book, build all state anew, and compare.',
      ['verify', 'verify --decide-again', 'verify --house shop.db --json'],
    )
    .option('--decide-again', 'also decide every command again by the rules, which takes longer')
    .action(
      auditAction<VerifyOptions>(cli, (house, options, { decideAgain = false }) =>
        house.verify({ ...options, decideAgain }),
      ),
    );
}
