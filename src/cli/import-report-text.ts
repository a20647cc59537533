import { recordText } from './export/write-records.ts';
import type { ImportChanges, ImportEnd, ImportGroup, ImportReport } from './import/import-options.ts';
import { momentText } from './moment-text.ts';
import { printableText } from './printable-text.ts';

/** An import's report for people: the counts, then what was refused, malformed or doubtful, and on which lines. */
export function importReportText(report: ImportReport, isReversed = false): string {
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
  return [
    ...counts,
    ...groups,
    ...doubtsText(report),
    ...changesText(report),
    ...orderText(report, isReversed),
    ...(report.unrecorded === null
      ? []
      : [`The import itself is not on record: ${printableText(report.unrecorded)}`]),
    ...endText(report),
  ].join('\n');
}

/** Rows that were taken for old ones, where a person may know better. */
function doubtsText({ recognised: { byNumber, atEdge } }: ImportReport): string[] {
  return [
    ...(byNumber.count === 0
      ? []
      : [
          `Recognised as another one of several rows that say the same, or have the same reference: ${linesText(byNumber)}`,
        ]),
    ...(atEdge.count === 0
      ? []
      : [
          `Recognised at the first or last moment of an earlier import, which may have been cut off there: ${linesText(atEdge)}`,
        ]),
  ];
}

function changesText({ changes, isComplete }: ImportReport): string[] {
  if (changes === null) return [];
  const { hasOtherMapping, unknownCount, unknown } = changes;
  return [
    ...(hasOtherMapping ? ['The last import of this source was read by another mapping.'] : []),
    ...(unknownCount === 0
      ? []
      : [
          `Not on record, though an earlier import of this source had all rows of its time: ${unknownCount}`,
          ...unknown.map(
            ({ line, at, row }) => `  line ${line}, ${momentText(at)}: ${printableText(recordText(row))}`,
          ),
          ...moreText({ unknownCount, unknown }),
        ]),
    ...(isComplete ? ['These changes were accepted.'] : []),
  ];
}

function moreText({ unknownCount, unknown }: Pick<ImportChanges, 'unknownCount' | 'unknown'>): string[] {
  const more = unknownCount - unknown.length;
  return more === 0 ? [] : [`  and ${more} more`];
}

function orderText({ order, refused, read }: ImportReport, isReversed: boolean): string[] {
  if (order === 'newest first' && !isReversed) {
    const refusals =
      refused === 0 ? '' : ' Debits may have been refused because what paid for them came later.';
    return [
      `The file looks as if its newest row came first.${refusals} --reverse submits from its last row on${refused === 0 ? '' : ', and --retry-refused decides them anew'}.`,
    ];
  }
  if (order !== 'oldest first' || !isReversed || read === 0) return [];
  return ['The file looks as if its oldest row came first, and was submitted from its last row on.'];
}

/** How it ended, where that was not at the end, and how to go on. */
export function endText(
  end: Pick<ImportEnd, 'failure' | 'isComplete'> & { changes?: ImportChanges | null; read: number },
): string[] {
  const { failure, isComplete, changes, read } = end;
  if (isComplete) return [];
  if (failure !== null) {
    const submitted = read === 0 ? 'nothing was submitted' : 'the rows up to there were submitted';
    return [
      `Reading ended behind the row of line ${failure.line}: ${printableText(failure.message)}`,
      `Not complete: ${submitted}. Mend the file, and run it again: nothing is done twice.`,
    ];
  }
  if (changes !== null && changes !== undefined && read === 0) {
    return ['Nothing was submitted. If all of that is as it should be, run it again with --accept-changes.'];
  }
  return ['Not complete: it ended before the end. Run it again to go on.'];
}

/** How many rows, and which lines: `3 (line 2, 5, 9)`. */
export function linesText({ count, lines }: ImportGroup): string {
  const more = count > lines.length ? ', ...' : '';
  return `${count} (line ${lines.join(', ')}${more})`;
}
