import { TallystickError } from '../../base/error.ts';
import { isPlainObject } from '../../base/plain-object.ts';

/** What the file of rejects says of a row: what `import` reads back, and what else stood there, for people. */
export interface ShownRow {
  readonly row: unknown;
  readonly other?: unknown;
}

/** Where a row stands, and what is wrong with it. */
export interface RowPlace {
  readonly line: number;
  readonly length: number;
  readonly problem?: string;
  /** The row as the file of rejects shows it; undefined when it could not be read. */
  readonly show?: () => ShownRow;
  readonly isLast: boolean;
}

/** A row with what was read in it; one that cannot be read, or that misuses something, has a problem instead. */
export function meaningOfRow<Content, Meaning extends object>(
  input: InputRow<Content>,
  read: (content: Content) => Meaning,
  show: (content: Content) => ShownRow,
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

/** A row of an NDJSON file that is no object of fields: what it means as JSON, or its text where it is none. */
export function showJson(text: string): ShownRow {
  try {
    return { row: JSON.parse(text) };
  } catch {
    return { row: text };
  }
}

/** A line of a file of rejects: the row in it, and the id that the row had. */
export interface RejectedRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly id: string | undefined;
}

/**
 * The row in a line of a file of rejects; undefined: the value is no such line. Throws TallystickError when the row could
 * not be read when it was rejected, because then it is not there.
 */
export function rejectedRow(value: Readonly<Record<string, unknown>>): RejectedRow | undefined {
  const { line, id, row } = value;
  const isRejected = ['reason', 'malformed', 'outcome'].some((name) => typeof value[name] === 'string');
  if (typeof line !== 'number' || !isRejected) return undefined;
  if (isPlainObject(row)) return { row, id: typeof id === 'string' ? id : undefined };
  throw new TallystickError(
    'bad_command',
    'row',
    row,
    'the row of the file: this one could not be read there',
  );
}

/** Throws that a CSV file does not begin as one. */
export function refuseHeader(found: string | undefined): never {
  throw new TallystickError('bad_option', 'header', found, 'a first line that names the columns');
}

/** One row of a file, as far as it could be read. */
export interface InputRow<T> {
  /** The line on which it begins, the first being 1. */
  readonly line: number;
  /** What stands there; undefined when it could not be read. */
  readonly content: T | undefined;
  /** Why it could not be read. */
  readonly problem?: string;
  /** How many units of text it is, about. */
  readonly length: number;
  /** True when nothing behind it can be read. */
  readonly isLast?: boolean;
}
