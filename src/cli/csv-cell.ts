import { isUnprintable, unicodeEscape } from './printable-text.ts';

/**
 * What a spreadsheet might take for a formula, with any number of apostrophes before it: signs that begin one, wide ones too,
 * also behind white space; and white space that it drops.
 */
const FORMULA = /^['\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^'*[\t\r\n]/;

/** Line breaks and tabs stand in quotes; everything else that a terminal might obey is escaped. */
const KEPT = '\t\r\n';

/** Backslashes, all that stand together, and behind them a character that is escaped or looks as if it were. */
const TO_ESCAPE = /(?<!\\)(\\*)(?:([^ -~])|(u[0-9a-f]{4}))/gu;
const ESCAPED = /(?<!\\)(\\+)u([0-9a-f]{4})/g;

/**
 * A text as one cell of CSV, which no spreadsheet runs and no terminal obeys. By RFC 4180, with an apostrophe before what
 * might be a formula (`=`, `+`, `-`, `@`), and `\u001b` for control characters; backslashes before such are doubled.
 * `textOfCell` gives the text back. Not for numbers: one below zero is no formula.
 */
export function csvCell(text: string): string {
  const escaped = text.replace(TO_ESCAPE, (whole, slashes: string, character?: string, literal?: string) => {
    if (character !== undefined && isEscaped(character)) return slashes + slashes + unicodeEscape(character);
    if (literal !== undefined && isEscaped(fromHex(literal.slice(1)))) return slashes + slashes + literal;
    return whole;
  });
  const cell = FORMULA.test(escaped) ? `'${escaped}` : escaped;
  // In quotes where a reader might else take a part of it for something else, or trim it.
  return /[",\r\n]|^\s|\s$/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** What a cell means that was read by RFC 4180: without the apostrophe and the escapes of `csvCell`. */
export function textOfCell(cell: string): string {
  const text = cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
  if (!text.includes('\\u')) return text;
  return text.replace(ESCAPED, (whole, slashes: string, hex: string) => {
    const character = fromHex(hex);
    if (!isEscaped(character)) return whole;
    const before = slashes.slice(0, Math.floor(slashes.length / 2));
    return before + (slashes.length % 2 === 1 ? character : `u${hex}`);
  });
}

function isEscaped(character: string): boolean {
  return isUnprintable(character) && !KEPT.includes(character);
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
