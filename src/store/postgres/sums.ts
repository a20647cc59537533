import { SUM_NAMES } from '../../kernel/time/delta.ts';
import type { SumsQuery } from '../queries.ts';
import type { EntrySums } from '../store.ts';
import { amountFromSql, integerToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { statement } from './statements.ts';

const named = (make: (name: string) => string): string =>
  SUM_NAMES.map((name) => make(`"${name}"`)).join(', ');

/** A place before all others. */
const BEGINNING = `'${integerToSql(Number.NEGATIVE_INFINITY)}'::bigint`;

// Of each account the last checkpoint that is old enough, and what follows it: both are found in their indexes, and what is
// sent is one row an account.
const SUMS = statement(
  'book',
  `SELECT ${named((name) => `coalesce("kept".${name}, 0) + "added".${name}`)}
    FROM unnest($2::text[]) WITH ORDINALITY AS "wanted" ("account", "nth")
    LEFT JOIN LATERAL (
      SELECT "at", "order", ${named((name) => name)} FROM @checkpoints WHERE "book" = $1
        AND "account" = "wanted"."account" AND ("at", "order") <= ($3, $4) AND "seq" <= $5
        ORDER BY "at" DESC, "order" DESC LIMIT 1
    ) AS "kept" ON true
    CROSS JOIN LATERAL (
      SELECT ${named((name) => `coalesce(sum(${name}), 0) AS ${name}`)} FROM @entries WHERE "book" = $1
        AND "account" = "wanted"."account"
        AND ("at", "order") > (coalesce("kept"."at", ${BEGINNING}), coalesce("kept"."order", ${BEGINNING}))
        AND ("at", "order") <= ($3, $4) AND "seq" <= $5
    ) AS "added"
    ORDER BY "wanted"."nth"`,
);

/** The sums of each account, in one statement for all. */
export async function readSums(
  connection: Connection,
  book: string,
  accounts: readonly string[],
  { until, knownBy }: SumsQuery,
): Promise<EntrySums[]> {
  if (accounts.length === 0) return [];
  const rows = await connection.all(
    SUMS,
    textToSql(book),
    textsToSql(accounts),
    integerToSql(until.at),
    integerToSql(until.order),
    integerToSql(knownBy ?? Number.POSITIVE_INFINITY),
  );
  return rows.map((row) => ({
    inflow: amountFromSql(row[0]),
    outflow: amountFromSql(row[1]),
    available: amountFromSql(row[2]),
    incoming: amountFromSql(row[3]),
    expected: amountFromSql(row[4]),
    purse: amountFromSql(row[5]),
    spendable: amountFromSql(row[6]),
  }));
}
