import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredLabel } from '../../store/label-rows.ts';
import type { StoredPrivate, StoredPrivateAccount } from '../../store/private-rows.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { JournalRow } from '../../store/store.ts';
import type { AnyAnswer } from '../answer.ts';
import type { BookCache } from '../cache/book-cache.ts';
import type { BatchMoment } from './batch-moment.ts';

/** Rows of a batch that are written together. */
export interface WrittenRows {
  /** The number up to which they are whole. */
  readonly seq: number;
  readonly journal: JournalRow[];
  readonly commands: readonly StoredCommand[];
  readonly events: readonly Event[];
  readonly labels: readonly StoredLabel[];
  readonly privates: readonly StoredPrivate[];
  readonly privateAccounts: readonly StoredPrivateAccount[];
}

/** What a batch begins with. */
export interface BatchGround {
  readonly cache: BookCache;
  readonly moment: BatchMoment;
  /** The rows of ids that were used before. */
  readonly recorded: ReadonlyMap<string, JournalRow>;
  /** Where the book stood at the first attempt at this batch. */
  readonly firstSeq: number;
}

/** What is on record under a job's id. */
export interface Earlier {
  readonly answer: AnyAnswer;
  /** True for a refusal that the job is to decide anew. */
  readonly mayRetry: boolean;
}

/** Takes out the rows, which are in order, up to a number. */
export function takeUpTo<Row extends { readonly seq: number }>(seq: number, rows: Row[]): Row[] {
  let end = rows.length;
  while (end > 0 && (rows[end - 1]?.seq ?? 0) > seq) end -= 1;
  return rows.splice(0, end);
}
