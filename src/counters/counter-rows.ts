import type { BucketDelta } from './rules/coalesce-deltas.ts';
import type { CheckedEvent } from './rules/count-event.ts';
import type { Definition } from './rules/definition.ts';

/** One event in the log. Its key is (counter, source, eventId). Never changed. */
export type LogRow = CheckedEvent;

/** A counter. Its key is its name. */
export interface DefinitionRow extends Definition {
  /** The last rebuilding that was begun; 0: none yet. */
  readonly generation: number;
  /** The range of a running rebuild, on edges of the coarsest buckets; null: none is running. */
  readonly rebuilding: { readonly from: number | null; readonly to: number | null } | null;
}

/** A row of a bucket. Its key is (counter, size, start, generation, slot). */
export type BucketRow = BucketDelta;

/** What became of events, summed up. Its key is (counter, slot). A delta and a row alike. */
export interface Tally {
  readonly counter: string;
  readonly slot: number;
  readonly counted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly tooLate: number;
  readonly tooEarly: number;
  /** The earliest and the latest moment of what was counted; null: nothing yet. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** When events came in last. */
  readonly ingestedAt: number;
}

/** An event that came too late. Its key is (counter, source, eventId); the first one of a key stays. */
export interface QuarantineRow extends Omit<CheckedEvent, 'generation'> {
  /** When it came in, in milliseconds. */
  readonly receivedAt: number;
}

/** How far a feed has come. Its key is its name. */
export interface FeedRow {
  /** The name of its cursor: that of the book, a stroke, and its own. */
  readonly feed: string;
  /** The number of the last row of the journal that it has counted. */
  readonly seq: number;
}

/** A place in the log or in the quarantine of a counter, in the order of their rows. */
export type EventPlace = Pick<CheckedEvent, 'at' | 'source' | 'eventId'>;
