import { TallystickError } from '../../base/error.ts';
import { BATCH_EVENTS_MAX } from '../../base/limits.ts';
import { isList, isPlainObject } from '../../base/plain-object.ts';
import { type CheckedEvent, EventChecker } from '../../counters/rules/count-event.ts';
import type { JournalRecord } from '../read/journal-record.ts';
import type { FeedEvent, FeedOptions } from './feed-options.ts';

/** Rows of a journal that are counted in one transaction, and what they count as. */
export interface FeedPage {
  readonly rows: number;
  /** The number of the last of them. */
  readonly to: number;
  readonly events: readonly CheckedEvent[];
}

/**
 * What the first of some rows count as, as many as fit in a batch; undefined when there are none. An event's id is its
 * place: the journal, the row's number, and which of the row's events it is. So it is the same each time.
 */
export function feedPage(
  records: readonly JournalRecord[],
  cursor: string,
  count: FeedOptions['count'],
): FeedPage | undefined {
  const checker = new EventChecker();
  const events: CheckedEvent[] = [];
  let rows = 0;
  let to: number | undefined;
  for (const record of records) {
    const ofRow = eventsOf(count(record));
    if (ofRow.length > BATCH_EVENTS_MAX) {
      const expected = `at most ${BATCH_EVENTS_MAX} events for row ${record.seq}`;
      throw new TallystickError('out_of_range', 'count', ofRow.length, expected);
    }
    if (events.length + ofRow.length > BATCH_EVENTS_MAX) break;
    for (const [i, event] of ofRow.entries()) {
      refuseId(event);
      if (!isPlainObject(event)) checker.check(event, i); // It says what is wrong.
      const eventId = `${cursor}/${record.seq}.${i}`;
      events.push(checker.check({ ...event, eventId, at: event.at ?? record.effectiveAt }, i));
    }
    rows += 1;
    to = record.seq;
  }
  return to === undefined ? undefined : { rows, to, events };
}

function eventsOf(returned: unknown): readonly FeedEvent[] {
  if (returned === undefined) return [];
  if (returned instanceof Promise) {
    returned.catch(() => undefined); // It is refused, however it ends.
    throw new TallystickError(
      'bad_option',
      'count',
      returned,
      'a function that tells events at once, not a promise',
    );
  }
  // The checker looks at each of them, and at what is missing.
  return isList(returned) ? Array.from(returned as readonly FeedEvent[]) : [returned as FeedEvent];
}

function refuseId(event: unknown): void {
  if (typeof event !== 'object' || event === null || !('eventId' in event)) return;
  const expected = "none: an event of a journal has its place's";
  throw new TallystickError('bad_option', 'eventId', event.eventId, expected);
}
