import Table from 'cli-table3';
import { printableText } from './printable-text.ts';

/** A column of a table for people. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: 'left' | 'right';
  /**
   * What may be broken over lines when the table gets too wide. `anywhere`: text; the widest such column first.
   * `moment`: times, last of all, and then between the date and the time.
   */
  readonly breaks?: 'anywhere' | 'moment';
  /** Left out where no row has anything in it. */
  readonly isOptional?: true;
}

const GAP = 2;
/** Text is never broken into less than this. */
const WIDTH_MIN = 10;
/** A date. */
const MOMENT_WIDTH_MIN = 10;

/** Text; or several, which stand under each other. */
export type Cell = string | readonly string[];

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
  allColumns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  widthMax: number,
): string {
  const isShown = allColumns.map(
    ({ isOptional }, i) => isOptional !== true || rows.some((row) => row[i] !== ''),
  );
  const columns = allColumns.filter((_, i) => isShown[i]);
  const cells = rows.map((row) => row.filter((_, i) => isShown[i]).map(linesOf));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...cells.flatMap((row) => row[i]?.map((line) => line.length) ?? [])),
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
  table.push(...cells.map((row) => row.map((lines) => lines.join('\n'))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function linesOf(cell: Cell): string[] {
  return typeof cell === 'string' ? [printableText(cell)] : cell.map(printableText);
}

/** Takes width away from the columns that may be broken until the table fits, or they are as narrow as they may be. */
function squeeze(columns: readonly Column[], natural: readonly number[], widthMax: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width + GAP, -GAP) - widthMax;
  for (; excess > 0; excess -= 1) {
    let widest = -1;
    for (const [i, { breaks }] of columns.entries()) {
      if (breaks === 'anywhere' && (widths[i] ?? 0) > (widths[widest] ?? WIDTH_MIN)) widest = i;
    }
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  for (let i = widths.length - 1; i >= 0 && excess > 0; i -= 1) {
    const width = widths[i] ?? 0;
    if (columns[i]?.breaks !== 'moment' || width <= MOMENT_WIDTH_MIN) continue;
    widths[i] = MOMENT_WIDTH_MIN;
    excess -= width - MOMENT_WIDTH_MIN;
  }
  return widths;
}
