import type { Delta } from './delta.ts';

/** A timeline as it is kept elsewhere: what is summed up at the frontier, without what lies ahead or behind. */
export interface FoldedTimeline extends Delta {
  /** The moment up to which everything is summed up; -Infinity at first. */
  readonly frontier: number;
  /** The latest moment at which an accepted command named the account; -Infinity when none did. */
  readonly lastNamedAt: number;
  /** How many changes lie behind the frontier since the latest checkpoint. */
  readonly sinceCheckpoint: number;
}
