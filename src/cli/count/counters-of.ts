import type { HouseRun } from '../command-line.ts';
import type { House } from '../house-types.ts';

/** The counters of a house or of one of its books. */
export type OpenCounters = House['counters'];

/** What became of an event. */
export type Outcome = Awaited<ReturnType<OpenCounters['ingest']>>[number];

/** The counters that a command is about: those of the book that was named, else those of the house. */
export function countersOf({ house, book, isBookGiven }: HouseRun<object>): OpenCounters {
  return isBookGiven ? book.counters : house.counters;
}
