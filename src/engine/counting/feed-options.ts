import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import type { MomentInput } from '../../base/timestamp.ts';
import { Counters } from '../../counters/counters.ts';
import type { CountEvent } from '../../counters/rules/count-event.ts';
import type { JournalRecord } from '../read/journal-record.ts';

/** What a row of the journal counts as. Its id is made of its place in the journal. */
export interface FeedEvent extends Omit<CountEvent, 'eventId' | 'at'> {
  /** Default: the row's `effectiveAt`. */
  readonly at?: MomentInput | undefined;
}

/** What a feed is called, what it counts, and into what. */
export interface FeedOptions<C extends Counters = Counters> {
  /** Its name: it resumes at the cursor of the feed of this name. */
  readonly feed: string;
  /** What a row of the journal counts as, if anything. It must be a pure function of the row. */
  readonly count: (record: JournalRecord) => FeedEvent | readonly FeedEvent[] | undefined;
  /** Counts into these, and what else they count stays. Default: counters of the feed's own. */
  readonly into?: C | undefined;
}

/** Longest name of a feed, with the name of its book: event ids have both in front of a number. */
const NAME_LENGTH_MAX = 200;

/** Checks options, and makes the name that the feed's cursor has among others. */
export function checkFeedOptions<C extends Counters>(
  book: string,
  options: FeedOptions<C>,
): FeedOptions<C> & { cursor: string } {
  const { count, into, ...named } = readOptions('options', options, ['feed', 'count', 'into']);
  const feed = checkId('feed', named.feed);
  const cursor = `${book}/${feed}`;
  // The last stroke is where the book's name ends.
  if (feed.includes('/') || cursor.length > NAME_LENGTH_MAX) {
    const expected = `a name without "/", with the book's of ${NAME_LENGTH_MAX - 1} units at most`;
    throw new TallystickError('bad_id', 'feed', feed, expected);
  }
  if (typeof count !== 'function') throw new TallystickError('bad_option', 'count', count, 'a function');
  if (into !== undefined && !Counters.is(into)) {
    throw new TallystickError('bad_option', 'into', into, 'counters');
  }
  return { feed, count, into, cursor };
}

/** The book in whose journal a cursor is; undefined when its name is none of a journal's. */
export function bookOfCursor(cursor: string): string | undefined {
  const end = cursor.lastIndexOf('/');
  return end < 0 ? undefined : cursor.slice(0, end);
}
