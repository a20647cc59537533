import { TallystickError } from '../../base/error.ts';
import type { InputRow } from './input-row.ts';

/** Where a row stands, and what is wrong with it. */
export interface RowPlace {
  readonly line: number;
  readonly length: number;
  readonly problem?: string;
  /** Tells the row as JSON, for the file of rejects; undefined when it could not be read. */
  readonly show?: () => string;
  readonly isLast: boolean;
}

/** A row with what was read in it; one that cannot be read, or that misuses something, has a problem instead. */
export function meaningOfRow<Content, Meaning extends object>(
  input: InputRow<Content>,
  read: (content: Content) => Meaning,
  show: (content: Content) => string,
): RowPlace & Partial<Meaning> {
  const { line, length, content, problem, isLast = false } = input;
  // What a row means is optional, so none of it is a row as well.
  const none: Partial<Meaning> = {};
  if (content === undefined)
    return { ...none, line, length, problem: problem ?? 'it cannot be read', isLast };
  const row = { line, length, isLast, show: () => show(content) };
  try {
    return { ...row, ...read(content) };
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    return { ...none, ...row, problem: error.message };
  }
}

/** A line of an NDJSON file as JSON: itself, or its text where it is none. */
export function showJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** Throws that a CSV file does not begin as one. */
export function refuseHeader(found: string | undefined): never {
  throw new TallystickError('bad_option', 'header', found, 'a first line that names the columns');
}
