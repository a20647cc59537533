import type { SQLInputValue } from 'node:sqlite';
import type { TopQuery } from '../../counters/counter-store.ts';
import { finest } from '../../counters/rules/granularity.ts';
import { type BucketRange, partOf } from '../../counters/rules/plan-window.ts';
import { type CounterSum, TopList } from '../../counters/rules/top-list.ts';
import { textFromSql, wideSum, wideSumOf } from './column-values.ts';
import type { Connection } from './connection.ts';

/** What a query reads from, behind FROM, with its values. */
interface Source {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** The counters of the greatest sums; `isOnlyShape` when all counters of the book have the query's sizes. */
export function readTop(
  connection: Connection,
  book: string,
  query: TopQuery,
  isOnlyShape: boolean,
): CounterSum[] {
  const { granularities, plan, prefix, limit } = query;
  const shape = isOnlyShape ? null : granularities.join(' ');
  const ranges = plan.ranges.map((range) => bucketsOf(book, range, prefix, shape));
  if (plan.edges.length === 0) return ranges.length === 0 ? [] : readGreatest(connection, ranges, limit);
  const sums = new Map<string, bigint>();
  const add = ({ sql, values }: Source, part: (sum: bigint) => bigint): void => {
    for (const row of connection.all(
      `SELECT ${wideSumOf('"sum"')}, "counter" FROM ${sql} GROUP BY "counter"`,
      ...values,
    )) {
      const counter = textFromSql(row[2]);
      sums.set(counter, (sums.get(counter) ?? 0n) + part(wideSum(row)));
    }
  };
  for (const range of ranges) add(range, (sum) => sum);
  const size = finest(granularities);
  for (const edge of plan.edges) {
    const range = { size, from: edge.start, to: edge.start + size };
    add(bucketsOf(book, range, prefix, shape), (sum) => partOf(sum, edge));
  }
  const top = new TopList(limit);
  for (const [counter, count] of sums) top.offer(counter, count);
  return top.list();
}

/** The greatest sums over all the buckets of some sources. */
function readGreatest(connection: Connection, sources: readonly Source[], limit: number): CounterSum[] {
  const [first] = sources;
  const from =
    first !== undefined && sources.length === 1
      ? first.sql
      : `(${sources.map(({ sql }) => `SELECT "sum", "counter" FROM ${sql}`).join(' UNION ALL ')})`;
  // The carry of the lower halves goes to the upper ones: so the two are in the order of the sums.
  const sql = `SELECT "high", "low", "counter" FROM (
      SELECT sum("sum" >> 32) AS "high", sum("sum" & 4294967295) AS "low", "counter" FROM ${from} GROUP BY "counter"
    ) ORDER BY "high" + ("low" >> 32) DESC, "low" & 4294967295 DESC, "counter" LIMIT ?`;
  const rows = connection.all(sql, ...sources.flatMap(({ values }) => values), limit);
  return rows.map((row) => ({ counter: textFromSql(row[2]), count: wideSum(row) }));
}

/** The buckets of a range, of counters of a prefix and a shape; null: all have that shape. */
function bucketsOf(
  book: string,
  { size, from, to }: BucketRange,
  prefix: string,
  shape: string | null,
): Source {
  const values: SQLInputValue[] = [book, size, from];
  let sql = '"counterBuckets" WHERE "book" = ? AND "size" = ? AND "generation" = 0';
  // The buckets of one moment stand in the order of their counters: then they are summed up as they are read.
  if (to - from === size) sql += ' AND "start" = ?';
  else {
    sql += ' AND "start" >= ? AND "start" < ?';
    values.push(to);
  }
  if (prefix !== '') {
    // It is 1 for what begins so, whatever characters are in it.
    sql += ' AND instr("counter", ?) = 1';
    values.push(prefix);
  }
  if (shape !== null) {
    sql +=
      ' AND "counter" IN (SELECT "counter" FROM "counterDefinitions" WHERE "book" = ? AND "granularities" = ?)';
    values.push(book, shape);
  }
  return { sql, values };
}
