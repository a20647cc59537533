import type { Delta } from './delta.ts';
import type { NameMarks } from './names.ts';

/** A timeline as it is kept elsewhere: what is summed up at the frontier, without what lies ahead or behind. */
export interface FoldedTimeline extends Delta, NameMarks {
  /** The moment up to which everything is summed up; -Infinity at first. */
  readonly frontier: number;
  /** How many changes lie behind the frontier since the latest checkpoint. */
  readonly sinceCheckpoint: number;
}
