import { textOfCell } from '../csv-cell.ts';
import { ROW_LENGTH_MAX } from './import-options.ts';
import type { InputRow } from './meaning-of-row.ts';

export type CsvRow = InputRow<readonly string[]>;

const UNENDING = 'a quoted cell that does not end; nothing behind it was read';
const TOO_LONG = `a row of more than ${ROW_LENGTH_MAX} units; nothing behind it was read`;
const STRAY_QUOTE = 'a quote inside of a cell that does not begin with one';
const BEHIND_QUOTE = 'text behind the quote that ends a cell';

/**
 * Reads CSV by RFC 4180, row by row: cells between commas, quoted where they hold commas, quotes (doubled) or line
 * ends; line ends are LF, CRLF or CR. Apostrophes before formulas are taken off, and escapes read, as `csvCell` writes them. Blank lines are passed over. A row with a misplaced quote is given with a
 * problem, and reading goes on behind it; what might stand inside of quotes is never taken for a row.
 */
export async function* readCsvRows(texts: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let text = '';
  let line = 1;
  for await (const piece of texts) {
    text = text === '' ? piece : text + piece;
    let start = 0;
    for (;;) {
      const row = readRow(text, start, false);
      if (row === undefined) break;
      if (!isBlank(row)) yield { line, content: row.cells, length: row.end - start, ...problemOf(row, line) };
      line += row.lineEnds;
      start = row.end;
    }
    text = text.slice(start);
    if (text.length > ROW_LENGTH_MAX) {
      yield { line, content: undefined, problem: TOO_LONG, length: text.length, isLast: true };
      return;
    }
  }
  for (let start = 0; start < text.length; ) {
    const row = readRow(text, start, true);
    if (row === undefined) {
      yield { line, content: undefined, problem: UNENDING, length: text.length - start, isLast: true };
      return;
    }
    if (!isBlank(row)) yield { line, content: row.cells, length: row.end - start, ...problemOf(row, line) };
    line += row.lineEnds;
    start = row.end;
  }
}

interface ReadRow {
  readonly cells: readonly string[] | undefined;
  readonly problem: string | undefined;
  /** Where the next row begins. */
  readonly end: number;
  readonly lineEnds: number;
  readonly hasQuotes: boolean;
}

function isBlank({ cells, hasQuotes }: ReadRow): boolean {
  return cells?.length === 1 && cells[0] === '' && !hasQuotes;
}

function problemOf({ problem, lineEnds }: ReadRow, line: number): { problem?: string } {
  if (problem === undefined) return {};
  // What was taken for the rest of the row may have been meant as rows.
  return {
    problem: lineEnds < 2 ? problem : `${problem}, got a row that ends on line ${line + lineEnds - 1}`,
  };
}

/** The row that begins at `start`; undefined when more text must be seen, or would have to be at the end. */
function readRow(text: string, start: number, isEnd: boolean): ReadRow | undefined {
  const cells: string[] = [];
  let problem: string | undefined;
  let hasQuotes = false;
  for (let at = start; ; ) {
    const isQuoted = text.charCodeAt(at) === QUOTE;
    const cell = isQuoted ? readQuoted(text, at, isEnd) : readPlain(text, at);
    if (cell === undefined) return undefined;
    problem ??= cell.problem;
    hasQuotes ||= isQuoted;
    cells.push(textOfCell(cell.value));
    const next = text.charCodeAt(cell.end); // NaN behind the end.
    if (next === COMMA) {
      at = cell.end + 1;
      continue;
    }
    if (cell.end === text.length && !isEnd) return undefined;
    // A CR at the end of what is known may be half of a CRLF.
    if (next === CR && cell.end + 1 === text.length && !isEnd) return undefined;
    const isPair = next === CR && text.charCodeAt(cell.end + 1) === LF;
    const end = Math.min(cell.end + (isPair ? 2 : 1), text.length);
    const lineEnds = hasQuotes ? countLineEnds(text.slice(start, end)) : 1;
    return { cells: problem === undefined ? cells : undefined, problem, end, lineEnds, hasQuotes };
  }
}

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

interface ReadCell {
  readonly value: string;
  /** Where the comma or line end behind it stands. */
  readonly end: number;
  readonly problem: string | undefined;
}

function readPlain(text: string, start: number): ReadCell {
  let problem: string | undefined;
  let end = start;
  for (; end < text.length; end += 1) {
    const unit = text.charCodeAt(end);
    if (unit === COMMA || unit === LF || unit === CR) break;
    if (unit === QUOTE) problem = STRAY_QUOTE;
  }
  return { value: text.slice(start, end), end, problem };
}

function readQuoted(text: string, start: number, isEnd: boolean): ReadCell | undefined {
  let value = '';
  let problem: string | undefined;
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1 || (quote + 1 === text.length && !isEnd)) return undefined;
    const next = text.charCodeAt(quote + 1);
    value += text.slice(from, quote);
    if (next === COMMA || next === LF || next === CR || quote + 1 === text.length) {
      return { value, end: quote + 1, problem };
    }
    // What follows may still be meant to stand inside, so the cell goes on until a quote ends it properly.
    if (next !== QUOTE) problem = BEHIND_QUOTE;
    value += '"';
    from = quote + (next === QUOTE ? 2 : 1);
  }
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
