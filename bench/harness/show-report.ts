import { markdownTable } from 'markdown-table';
import type { BenchReport } from './bench-report.ts';
import { showTable } from './bench-table.ts';
import type { MeasuredSize, MeasuredWork } from './bench-work.ts';
import type { Bench } from './define-bench.ts';
import type { Provenance } from './describe-machine.ts';
import { showCount, showNumber, showRatio } from './show-number.ts';

type Column = readonly [title: string, cell: (size: MeasuredSize) => string];

/** The whole report as Markdown: where and when, a table for each work, the notes. */
export function showReport(bench: Bench, report: BenchReport, provenance: Provenance): string {
  const { date, commit, dirty, machine } = provenance;
  const where = `${machine.cores} x ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.os}, Node ${machine.node}`;
  const parts = [
    `# ${bench.name}`,
    bench.about,
    `${date}, commit ${commit}${dirty ? ' with changes' : ''}. ${where}.`,
    ...report.works.map(showWork),
    ...report.tables.map(showTable),
    ...report.notes,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One work: its table, and a line for each target. */
export function showWork(work: MeasuredWork): string {
  const columns = columnsOf(work);
  const table = markdownTable(
    [columns.map(([title]) => title), ...work.sizes.map((size) => columns.map(([, cell]) => cell(size)))],
    { align: columns.map(() => 'r') },
  );
  const targets = work.judgements.map(
    ({ size, target, measured, reached }) =>
      `- ${reached ? 'reached' : 'MISSED'} at ${showCount(size)}: ${measured} (target ${target})`,
  );
  return [`## ${work.work}`, table, ...(targets.length > 0 ? [targets.join('\n')] : [])].join('\n\n');
}

/** The columns that have something to say for this work. */
function columnsOf({ sizes, judgements, naiveName }: MeasuredWork): Column[] {
  const columns: Column[] = [
    ['size', ({ size }) => showCount(size)],
    ['operations', ({ operations }) => showCount(operations)],
    ['operations/s', ({ operationsPerSecond }) => showCount(operationsPerSecond)],
    ['ns/operation', ({ nsPerOperation }) => showNumber(nsPerOperation)],
    ['growth', ({ growth }) => (growth === null ? '' : showRatio(growth))],
    ['log n would be', ({ logGrowth }) => (logGrowth === null ? '' : showRatio(logGrowth))],
  ];
  if (sizes.some(({ bytesPerObject }) => bytesPerObject !== null)) {
    columns.push([
      'bytes/object',
      ({ bytesPerObject }) => (bytesPerObject === null ? '' : showCount(bytesPerObject)),
    ]);
  }
  if (naiveName !== null) {
    columns.push(
      [`${naiveName}, ns/operation`, ({ naive }) => (naive === null ? '' : showNumber(naive.nsPerOperation))],
      [
        'times faster',
        ({ naive, nsPerOperation }) =>
          naive === null ? '' : showRatio(naive.nsPerOperation / nsPerOperation),
      ],
    );
  }
  if (judgements.length > 0) {
    columns.push([
      'target',
      ({ size }) =>
        judgements
          .filter((judgement) => judgement.size === size)
          .map(({ target, reached }) => `${target} ${reached ? 'reached' : 'MISSED'}`)
          .join('; '),
    ]);
  }
  columns.push(['runs', ({ runs }) => String(runs)]);
  return columns;
}
