import type {
  ImportEnd,
  ImportFormat,
  ImportGroup,
  ImportMapping,
  ImportOptions,
} from '../import/import-options.ts';

/** How the events of a file are read, and what is done with them. */
export interface CountImportOptions
  extends Pick<ImportOptions, 'path' | 'readable' | 'rejects' | 'idFrom' | 'source' | 'times'> {
  readonly format?: ImportFormat;
  readonly mapping: ImportMapping;
  /** Put in front of the counter of every row. */
  readonly prefix?: string;
  /** `Z`, `+01:00`: how times without one are read. Default: such times are refused. */
  readonly offset?: string;
  /** The horizon that every counter of the file is given before it counts. */
  readonly horizon?: number | null;
  /** Events counted together. */
  readonly batchSize?: number;
  readonly stopAtFirst?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each batch: bytes read, of how many (null: not known), and what came of the rows so far. */
  readonly onProgress?: (done: number, total: number | null, counts: EventCounts) => void;
}

export interface EventCounts {
  /** Rows read: the sum of all below but `madeIds`. */
  readonly read: number;
  readonly counted: number;
  /** Counted before: now by an earlier row, or in an earlier run. */
  readonly duplicates: number;
  readonly conflicts: number;
  readonly tooLate: number;
  readonly tooEarly: number;
  readonly malformed: number;
  /** Rows that came without an eventId, and got one by what they say. */
  readonly madeIds: number;
}

export interface CountImportReport extends EventCounts {
  /** What the made ids are made of; null: there was nothing. */
  readonly source: string | null;
  readonly refusals: readonly (ImportGroup & { readonly outcome: string })[];
  readonly malformations: readonly (ImportGroup & { readonly message: string })[];
  /** Where and why reading ended too early: the line of the last row that was read; null: it did not. */
  readonly failure: ImportEnd['failure'];
  /** False when it ended before the end. */
  readonly isComplete: boolean;
}
