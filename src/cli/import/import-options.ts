import type { Readable } from 'node:stream';
import { TallystickError } from '../../base/error.ts';
import type { TimeReading } from '../moment-text.ts';
import type { RejectsFile } from './rejects-file.ts';

/** Most units of text that one row may have: a group of ten thousand commands fits. */
export const ROW_LENGTH_MAX = 4_194_304;
/** Rows submitted together unless the caller says how many. */
export const BATCH_ROWS = 1_000;
/** Rows are submitted earlier when together they have so many units of text. */
export const BATCH_LENGTH = 4_194_304;
/** How many line numbers a report gives for each reason or message. */
export const REPORT_LINES_MAX = 20;
/** How many different messages a report distinguishes; what comes after them is counted together. */
export const REPORT_MESSAGES_MAX = 100;

export type ImportFormat = 'csv' | 'ndjson';

/** In which order of time the rows of a file stand. */
export type OrderOfRows = 'oldest first' | 'newest first';

/** How the names of a file become those of commands. */
export interface ImportMapping {
  /** For columns (members, in NDJSON) that are called otherwise: the field that each one is; null: leave it out. */
  readonly columns?: Readonly<Record<string, string | null>>;
  /** Fields for rows that have none of their own, each as it would stand in a CSV cell. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Columns (members, in NDJSON) whose texts are kept as metadata, each under its name. */
  readonly metadata?: readonly string[];
}

export interface ImportOptions {
  /** The file; `.gz` or not. Either this or `readable`. */
  readonly path?: string;
  /** The bytes, compressed by gzip or not. */
  readonly readable?: Readable;
  /** Default: by the ending of the path, `.csv`, `.ndjson` or `.jsonl`, in front of `.gz` if there is one. */
  readonly format?: ImportFormat;
  /**
   * What the rows belong to: the ids of rows that come without one are made of it and of what they say, and what was
   * imported before of the same source is recognised by it. Default: the name of the file without its folders and without `.gz`;
   * a readable has none.
   */
  readonly source?: string;
  readonly mapping?: ImportMapping;
  /** How the rows' times are read; default: dates are days in UTC, and any moment will do. */
  readonly times?: TimeReading;
  /**
   * Columns of the file (members, in NDJSON) that together name a row, such as a bank's reference and a date. A row in
   * which one of them is empty is named by what it says, as without.
   */
  readonly idFrom?: readonly string[];
  /** True: the rows are submitted from the last to the first, for a file that begins with the newest. */
  readonly reverse?: boolean;
  /** True: what was refused before is decided anew, under the id that it has. */
  readonly retryRefused?: boolean;
  /** True: submits, although the file does not go with earlier imports of its source; see `ImportChanges`. */
  readonly acceptChanges?: boolean;
  /** Called after each batch: bytes read, of how many (null: not known), and what came of the rows so far. */
  readonly onProgress?: (done: number, total: number | null, counts: ImportCounts) => void;
  /** Where rows that were refused or malformed are written. */
  readonly rejects?: RejectsFile | undefined;
  /** Rows submitted together; default BATCH_ROWS. */
  readonly batchSize?: number;
  /** True: the first malformed row ends the import. What stands before it is submitted, nothing behind it. */
  readonly stopAtFirst?: boolean;
  /** Ends the import after the batch that is under way. */
  readonly signal?: AbortSignal;
}

export interface ImportCounts {
  /** Rows read: the sum of accepted, refused, malformed and skipped. */
  readonly read: number;
  readonly accepted: number;
  readonly refused: number;
  readonly malformed: number;
  /** Announcements of expiries in an export: the house makes its own. */
  readonly skipped: number;
  /** Of the accepted and refused: those that were answered from the record, because they came before. */
  readonly repeated: number;
}

/** Rows that share a reason or a message, with the lines of the first of them. */
export interface ImportGroup {
  readonly count: number;
  readonly lines: readonly number[];
}

/** A row that may be a payment of its own, and may be an old one that says something else now. */
export interface UnknownRow {
  readonly line: number;
  readonly at: number;
  /** What it says, by field. */
  readonly row: unknown;
}

/** What in a file does not go with earlier imports of its source. Nothing was submitted, unless it was accepted. */
export interface ImportChanges {
  /** True: the last import of the source was read by another mapping, so that its rows may have other ids now. */
  readonly hasOtherMapping: boolean;
  /**
   * Rows that are not on record, inside of a period of which an earlier import had all rows: how many, and the first
   * REPORT_LINES_MAX of them. Rows with an id of their own are none of them.
   */
  readonly unknownCount: number;
  readonly unknown: readonly UnknownRow[];
}

/** How an import ended. */
export interface ImportEnd {
  /** What the made ids are made of; null: there was none. */
  readonly source: string | null;
  /** In which order of time the rows stand in the file; null: in none. */
  readonly order: OrderOfRows | null;
  /** Null: there are none, or nothing of the source was imported before. */
  readonly changes: ImportChanges | null;
  /** Why the file is not on record as an import, though all of it was read; null: it is, or it is no news of a source. */
  readonly unrecorded: string | null;
  /** Where and why reading ended too early: the line of the last row that was read (0: of none); null: it did not. */
  readonly failure: { readonly line: number; readonly message: string } | null;
  /**
   * False when it ended before the end: `failure`, `changes` that were not accepted, `stopAtFirst`, a signal, or a row that
   * could not be read to its end.
   */
  readonly isComplete: boolean;
}

export interface ImportReport extends ImportCounts, ImportEnd {
  readonly refusals: readonly (ImportGroup & { readonly reason: string })[];
  readonly malformations: readonly (ImportGroup & { readonly message: string })[];
  /** Records of an export that came to something else here than where they were exported. */
  readonly differing: ImportGroup;
  /**
   * Of the repeated: rows that another row could be taken for. `byNumber`: of several rows of the file that say the same, or
   * have the same reference, they are another one than the first. `atEdge`: they are of the first or last moment of an earlier import, which may have been
   * cut off between rows that say the same. None where that very file was imported before.
   */
  readonly recognised: { readonly byNumber: ImportGroup; readonly atEdge: ImportGroup };
}

/** What a file is: as the option says, else by the ending of its name. Throws TallystickError when neither does. */
export function importFormat({ format, path }: Pick<ImportOptions, 'format' | 'path'>): ImportFormat {
  if (format === 'csv' || format === 'ndjson') return format;
  if (format !== undefined) throw new TallystickError('bad_option', 'format', format, 'csv or ndjson');
  const ending = /\.(csv|ndjson|jsonl)(?:\.gz)?$/i.exec(path ?? '')?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending !== undefined) return 'ndjson';
  const expected = 'csv or ndjson, where the name does not end in .csv, .ndjson or .jsonl (or those and .gz)';
  throw new TallystickError('bad_option', 'format', format, expected);
}
