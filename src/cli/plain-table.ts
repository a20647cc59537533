import Table from 'cli-table3';
import { printableText } from './printable-text.ts';

/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
  /** Text that may be broken over lines when the table gets too wide; the widest such column is broken first. */
  readonly breaks?: boolean;
}

const GAP = 2;
/** A column is never broken into less than this. */
const WIDTH_MIN = 10;

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(GAP),
};

/** A table without lines, at most so wide; cells that are too long are broken, never cut off. */
export function plainTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widthMax: number,
): string {
  const cells = rows.map((row) => row.map(printableText));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((row) => (row[i] ?? '').length)),
  );
  const squeezed = squeeze(columns, widths, widthMax);
  const table = new Table({
    head: columns.map(({ title }) => title),
    // Columns that keep their natural width are measured by the table, which knows wide characters.
    colWidths: squeezed.map((width, i) => (width === widths[i] ? null : width)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    wrapOnWordBoundary: false,
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...cells);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes width away from the columns that may be broken until the table fits, or they are as narrow as they may be. */
function squeeze(columns: readonly Column[], natural: readonly number[], widthMax: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width + GAP, -GAP) - widthMax;
  for (; excess > 0; excess -= 1) {
    let widest = -1;
    for (const [i, { breaks }] of columns.entries()) {
      if (breaks === true && (widths[i] ?? 0) > (widths[widest] ?? WIDTH_MIN)) widest = i;
    }
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
