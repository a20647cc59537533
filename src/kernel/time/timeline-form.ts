import type { Delta } from './delta.ts';
import type { Instant } from './instant.ts';
import type { NameMarks } from './names.ts';

/** A timeline as it is kept elsewhere: what is summed up at the frontier, without what lies ahead or behind. */
export interface FoldedTimeline extends Delta, NameMarks {
  /** The moment up to which everything is summed up; -Infinity at first. */
  readonly frontier: number;
  /** How many changes lie behind the frontier since the latest checkpoint. */
  readonly sinceCheckpoint: number;
  /** The number of the latest event that changed it; 0: none did. */
  readonly lastSeq: number;
}

/** Where a timeline stood before a change, besides its deltas. */
export interface Standing {
  readonly frontier: number;
  readonly lastOrder: number;
  readonly lastSeq: number;
  readonly since: number;
  readonly lateFrom: Instant | undefined;
}

/** Called with what ran out behind the frontier of a timeline that keeps no history: the order of what began it. */
export type Forget = (beganAt: number) => void;

/** What a timeline sums up besides balances: what the terms of its account ask for, or somebody has asked for since. */
export interface Measured {
  readonly hasCeiling: boolean;
  readonly hasLimits: boolean;
}

/** What a timeline is made of. */
export interface TimelineOptions extends Measured {
  /** Key of the account; default: none, where nobody asks whose it is. */
  readonly account?: string;
  /** Called with what is forgotten, where no history is kept. */
  readonly forget?: Forget | undefined;
  /** Throws NotFetched, where the past may be elsewhere: called with the moment from which it is needed. */
  readonly missPast?: ((from: number) => never) | undefined;
}
