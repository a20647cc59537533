import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { TallystickError } from '../../base/error.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import type { Connection } from './connection.ts';
import { insertMany, insertOf } from './insert-many.ts';
import { isConstraint } from './sqlite-errors.ts';

// A sum beyond 64 bits would become a float: then it is nothing, which the column refuses.
const ADD = insertOf(
  'INSERT INTO "counterBuckets" ("book", "counter", "size", "start", "generation", "slot", "sum")',
  7,
  `ON CONFLICT DO UPDATE SET "sum" =
    CASE typeof("sum" + excluded."sum") WHEN 'integer' THEN "sum" + excluded."sum" END`,
);
const EXPECTED = 'a bucket whose sum stays within 64 bits';

/** Adds sums to buckets. Throws `out_of_range` when one would leave 64 bits; some may have been added then. */
export function addToBuckets(connection: Connection, book: string, deltas: readonly BucketDelta[]): void {
  try {
    insertMany(connection, ADD, deltas.toSorted(compareInTable), (delta, values) => {
      const { counter, size, start, generation, slot, sum } = delta;
      if (sum > AMOUNT_MAX || sum < AMOUNT_MIN)
        throw new TallystickError('out_of_range', 'value', sum, EXPECTED);
      values.push(book, counter, size, start, generation, slot, sum);
    });
  } catch (error) {
    if (!isConstraint(error)) throw error;
    // SQLite does not say which of them it was: the greatest is as good a guess as any.
    const sums = deltas.map(({ sum }) => sum);
    const greatest = sums.reduce((a, b) => (a * a > b * b ? a : b), 0n);
    throw new TallystickError('out_of_range', 'value', greatest, EXPECTED);
  }
}

/** The order of the table: by time, so that the buckets that many counters have now are neighbours. */
function compareInTable(a: BucketDelta, b: BucketDelta): number {
  return a.size - b.size || a.start - b.start || a.generation - b.generation;
}
