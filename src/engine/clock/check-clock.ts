import type { Store } from '../../store/store.ts';
import { isFarAhead } from '../commit/batch-moment.ts';
import { retry } from '../commit/retry.ts';
import type { Observing } from '../observe/observing.ts';
import { headAndPresent } from './head-and-present.ts';
import type { HouseClock } from './house-clock.ts';

/** A book that a clock has dated far ahead of the present. */
export interface BookAhead {
  /** Its name. */
  readonly book: string;
  /** The latest moment that it gave to a command that came without; null: none yet. */
  readonly assignedAt: number | null;
  /** When its latest batch was recorded, as the clock said then. */
  readonly recordedAt: number;
  /** True while commands without `effectiveAt` are refused there: `clock_jumped`. */
  readonly isWaiting: boolean;
  /** The last number that was recorded by the present: whatever stands behind it in the journal was recorded ahead. */
  readonly after: number;
}

/** What a house has to say about its clock. */
export interface ClockReport {
  /** The present moment; while the clock is not believed, where it would be by the time that has passed. */
  readonly now: number;
  /** By how much the clock is ahead of that (less than 0: behind) when it is not believed; else 0. */
  readonly jumpMs: number;
  /** Books that a clock has dated far ahead of the present. */
  readonly booksAhead: readonly BookAhead[];
}

/** Whose clock is looked at. */
interface ClockPlace {
  readonly store: Store;
  readonly clock: HouseClock;
  readonly observing: Observing;
}

/** Looks at the clock, and at the heads of books. Cost: one look at each book. */
export async function checkClock(
  { store, clock, observing }: ClockPlace,
  books: readonly string[],
): Promise<ClockReport> {
  const { latest } = store;
  let present = clock.look();
  const booksAhead: BookAhead[] = [];
  for (const book of books) {
    const read = await retry(observing, () => headAndPresent(latest, book, clock));
    ({ present } = read);
    const { now } = present;
    const { assignedAt = null, recordedAt = null } = read.head ?? {};
    const isWaiting = isFarAhead(assignedAt, now);
    if (recordedAt === null || !(isWaiting || isFarAhead(recordedAt, now))) continue;
    const after = await retry(observing, () => latest.seqKnownAt(book, now));
    booksAhead.push({ book, assignedAt, recordedAt, isWaiting, after });
  }
  return { ...present, booksAhead };
}
