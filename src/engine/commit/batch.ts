import type { BookHead } from '../../store/store.ts';
import type { BatchPlace } from './batch-place.ts';
import type { GroupJob } from './group-job.ts';
import type { Job } from './job.ts';

/** Jobs that are decided together: those of one book, or groups on one set of books. */
export interface Batch {
  /** In order of the books' names, which is the order in which every process locks them. */
  readonly streams: readonly BatchStream[];
  readonly work:
    | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
    | { readonly kind: 'groups'; readonly jobs: readonly GroupJob[] };
  readonly weight: number;
  /** There where its one job has the books locked, and cannot wait for another batch. */
  readonly isAlone?: true;
}

/** What a batch needs of the stream of each of its books, which has nothing else to do until it is released. */
export interface BatchStream {
  readonly place: BatchPlace;
  /** True when nothing of its last batch was decided, since others in the same transaction came to as much as that bears. */
  readonly isPassedOver: boolean;
  /** Called when something was written, before callers are answered. */
  readonly onCommit: (head: BookHead) => void;
  /** Says that what was decided is committed, or forgotten. */
  settle(): void;
  /** Lets the next batch have the book. */
  release(): void;
}
