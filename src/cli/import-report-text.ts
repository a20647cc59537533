import type { ImportReport } from './import/import-options.ts';
import { linesText } from './lines-text.ts';
import { printableText } from './printable-text.ts';

/** An import's report for people: the counts, then what was refused or malformed, and on which lines. */
export function importReportText(report: ImportReport): string {
  const { read, accepted, refused, malformed, skipped, repeated } = report;
  const counts = [
    `Rows read: ${read}`,
    `Accepted: ${accepted}`,
    `Refused: ${refused}`,
    `Malformed: ${malformed}`,
    ...(skipped === 0
      ? []
      : [
          `Skipped: ${skipped} that nobody asks for (announcements of expiries, refusals of groups on several books)`,
        ]),
    ...(repeated === 0 ? [] : [`Answered from the record, because they came before: ${repeated}`]),
  ];
  const groups = [
    ...report.refusals.map((group) => `Refused: ${group.reason}: ${linesText(group)}`),
    ...report.malformations.map((group) => `Malformed: ${printableText(group.message)}: ${linesText(group)}`),
    ...(report.differing.count === 0
      ? []
      : [`Came to something else than where they were exported: ${linesText(report.differing)}`]),
  ];
  const end = report.isComplete ? [] : ['Not complete: it ended before the end. Run it again to go on.'];
  return [...counts, ...groups, ...end].join('\n');
}
