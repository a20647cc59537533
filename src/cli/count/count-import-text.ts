import { endText } from '../import-report-text.ts';
import { linesText } from '../lines-text.ts';
import { printableText } from '../printable-text.ts';
import type { CountImportReport } from './count-import-options.ts';

/** A report of counted events for people: the counts, then what was not counted, and on which lines. */
export function countImportText(report: CountImportReport): string {
  const { read, counted, duplicates, conflicts, tooLate, tooEarly, malformed, madeIds } = report;
  const some = (title: string, count: number): string[] => (count === 0 ? [] : [`${title}: ${count}`]);
  return [
    `Rows read: ${read}`,
    `Counted: ${counted}`,
    ...some('Counted before', duplicates),
    ...some('Conflicts, the same id with another time or value', conflicts),
    ...some('Too late, kept in quarantine', tooLate),
    ...some('Too early, not taken in', tooEarly),
    ...some('Malformed', malformed),
    ...some('Ids made of what the row says', madeIds),
    ...report.refusals.map((group) => `Not counted: ${group.outcome}: ${linesText(group)}`),
    ...report.malformations.map((group) => `Malformed: ${printableText(group.message)}: ${linesText(group)}`),
    ...(tooLate === 0
      ? []
      : [
          'To count late events, import with a longer --horizon, or run: tallystick count backfill --admit-late',
        ]),
    ...endText(report),
  ].join('\n');
}
