import { TallystickError } from '../../base/error.ts';
import type { BucketRow } from '../../counters/counter-rows.ts';
import type { TopQuery } from '../../counters/counter-store.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import { finest } from '../../counters/rules/granularity.ts';
import type { BucketRange } from '../../counters/rules/plan-window.ts';
import type { CounterSum } from '../../counters/rules/top-list.ts';
import {
  amountFromSql,
  integerFromSql,
  integersToSql,
  integerToSql,
  textFromSql,
  textToSql,
} from './column-values.ts';
import type { Connection } from './connection.ts';
import { sizesToText } from './counter-definitions.ts';
import { plainInteger } from './counter-tables.ts';
import { type Gate, insertBehindGate, insertMany, type Sending } from './insert-many.ts';
import { statement } from './statements.ts';

const ADD = insertBehindGate<BucketDelta>(
  'counterbuckets',
  [
    { name: 'counter', type: 'text', of: ({ counter }) => counter },
    { name: 'size', type: 'integer', of: ({ size }) => size },
    { name: 'start', type: 'integer', of: ({ start }) => start },
    { name: 'generation', type: 'integer', of: ({ generation }) => generation },
    { name: 'slot', type: 'integer', of: ({ slot }) => slot },
    { name: 'sum', type: 'amount', of: ({ sum }) => sum },
  ],
  ` ON CONFLICT ("book", "counter", "size", "start", "generation", "slot")
    DO UPDATE SET "sum" = "counterbuckets"."sum" + excluded."sum"`,
);
const SUMS = statement(
  'book',
  `SELECT "found"."sum" FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
    AS "range" ("size", "from", "to", "nth") CROSS JOIN LATERAL (
      SELECT coalesce(sum("sum"), 0) AS "sum" FROM @counterbuckets
      WHERE "book" = $1 AND "counter" = $2 AND "size" = "range"."size"
        AND "start" >= "range"."from" AND "start" < "range"."to" AND "generation" = 0
    ) AS "found" ORDER BY "range"."nth"`,
);
const OF_RANGE = statement(
  'book',
  `SELECT "start", sum("sum") FROM @counterbuckets WHERE "book" = $1 AND "counter" = $2 AND "size" = $3
    AND "start" >= $4 AND "start" < $5 AND "generation" = 0 GROUP BY "start" ORDER BY "start"`,
);
const ROWS = statement(
  'book',
  `SELECT "size", "start", "generation", "slot", "sum" FROM @counterbuckets
    WHERE "book" = $1 AND "counter" = $2 ORDER BY "size", "start", "generation", "slot"`,
);
// A part is rounded down, exactly: div() cuts towards zero, and mod() has the sign of what is divided. Definitions are
// looked at from the greatest sum on, until there are enough.
const TOP = statement(
  'book',
  `SELECT "ranked"."counter", "ranked"."sum" FROM (
    SELECT "found"."counter", sum(div("found"."sum" * "range"."numerator", "range"."denominator")
      - (mod("found"."sum" * "range"."numerator", "range"."denominator") < 0)::int) AS "sum"
    FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS "range" ("size", "from", "to", "numerator", "denominator") CROSS JOIN LATERAL (
        SELECT "counter", sum("sum") AS "sum" FROM @counterbuckets
        WHERE "book" = $1 AND ${plainInteger('size')} = "range"."size" AND ${plainInteger('start')} >= "range"."from"
          AND ${plainInteger('start')} < "range"."to" AND ${plainInteger('generation')} = 0 GROUP BY "counter"
      ) AS "found"
    WHERE starts_with("found"."counter", $7) GROUP BY "found"."counter" ORDER BY 2 DESC, 1 OFFSET 0
    ) AS "ranked" WHERE $8 = (
      SELECT "granularities" FROM @counters WHERE "book" = $1 AND "counter" = "ranked"."counter"
    ) ORDER BY "ranked"."sum" DESC, "ranked"."counter" LIMIT $9`,
);
const DROP = statement(
  'book',
  'DELETE FROM @counterbuckets WHERE "book" = $1 AND "counter" = $2 AND "generation" = $3',
);
const DROP_RANGE = statement(
  'book',
  `DELETE FROM @counterbuckets WHERE "book" = $1 AND "counter" = $2 AND "generation" = 0
    AND "start" >= $3 AND "start" < $4`,
);
const RENAME = statement(
  'book',
  'UPDATE @counterbuckets SET "generation" = 0 WHERE "book" = $1 AND "counter" = $2 AND "generation" = $3',
);

const SUM_BITS = 64;

export async function sumBuckets(
  connection: Connection,
  book: string,
  counter: string,
  ranges: readonly BucketRange[],
): Promise<bigint[]> {
  if (ranges.length === 0) return [];
  const places = integersToSql([...ranges.keys()]);
  const rows = await connection.all(SUMS, textToSql(book), textToSql(counter), ...arraysOf(ranges), places);
  return rows.map((row) => amountFromSql(row[0]));
}

export async function readBuckets(
  connection: Connection,
  book: string,
  counter: string,
  { size, from, to }: BucketRange,
): Promise<{ start: number; sum: bigint }[]> {
  const range = [size, from, to].map(integerToSql);
  const rows = await connection.all(OF_RANGE, textToSql(book), textToSql(counter), ...range);
  return rows.map((row) => ({ start: integerFromSql(row[0]), sum: amountFromSql(row[1]) }));
}

export async function readBucketRows(
  connection: Connection,
  book: string,
  counter: string,
): Promise<BucketRow[]> {
  const rows = await connection.all(ROWS, textToSql(book), textToSql(counter));
  return rows.map(([size, start, generation, slot, sum]) => ({
    counter,
    size: integerFromSql(size),
    start: integerFromSql(start),
    generation: integerFromSql(generation),
    slot: integerFromSql(slot),
    sum: amountFromSql(sum),
  }));
}

export async function readTop(
  connection: Connection,
  book: string,
  { granularities, plan, prefix, limit }: TopQuery,
): Promise<CounterSum[]> {
  const size = finest(granularities);
  const pieces = [
    ...plan.ranges.map((range) => ({ ...range, numerator: 1, denominator: 1 })),
    ...plan.edges.map((edge) => ({ ...edge, size, from: edge.start, to: edge.start + size })),
  ];
  const rows = await connection.all(
    TOP,
    textToSql(book),
    ...arraysOf(pieces),
    integersToSql(pieces.map(({ numerator }) => numerator)),
    integersToSql(pieces.map(({ denominator }) => denominator)),
    textToSql(prefix),
    sizesToText(granularities),
    integerToSql(limit),
  );
  return rows.map((row) => ({ counter: textFromSql(row[0]), count: amountFromSql(row[1]) }));
}

/** What adds sums to buckets, in the order in which they come: so the rows are locked. */
export function addSums(connection: Connection, gate: Gate, deltas: readonly BucketDelta[]): Sending[] {
  for (const { sum } of deltas) if (BigInt.asIntN(SUM_BITS, sum) !== sum) throw sumTooGreat(sum);
  return insertMany(connection, ADD, gate, deltas);
}

/** A bucket left 64 bits. */
export function sumTooGreat(value?: bigint): TallystickError {
  return new TallystickError('out_of_range', 'value', value, 'a bucket whose sum stays within 64 bits');
}

export async function dropBuckets(
  connection: Connection,
  book: string,
  counter: string,
  generation: number,
): Promise<void> {
  await connection.run(DROP, textToSql(book), textToSql(counter), integerToSql(generation));
}

export async function swapBuckets(
  connection: Connection,
  book: string,
  counter: string,
  generation: number,
  from: number | null,
  to: number | null,
): Promise<void> {
  const names = [textToSql(book), textToSql(counter)] as const;
  const first = integerToSql(from ?? Number.NEGATIVE_INFINITY);
  const end = integerToSql(to ?? Number.POSITIVE_INFINITY);
  await Promise.all([
    connection.run(DROP_RANGE, ...names, first, end),
    connection.run(RENAME, ...names, integerToSql(generation)),
  ]);
}

function arraysOf(ranges: readonly BucketRange[]): [Buffer, Buffer, Buffer] {
  return [
    integersToSql(ranges.map(({ size }) => size)),
    integersToSql(ranges.map(({ from }) => from)),
    integersToSql(ranges.map(({ to }) => to)),
  ];
}
