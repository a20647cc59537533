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
    ...some('Ids made from the number of the line', madeIds),
    ...report.refusals.map((group) => `Not counted: ${group.outcome}: ${linesText(group)}`),
    ...report.malformations.map((group) => `Malformed: ${printableText(group.message)}: ${linesText(group)}`),
    ...(tooLate === 0
      ? []
      : [
          'To count late events, import with a longer --horizon, or run: tallystick count backfill --admit-late',
        ]),
    ...(report.isComplete ? [] : ['Not complete: it ended before the end. Run it again to go on.']),
  ].join('\n');
}
