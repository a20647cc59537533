import type { FeedRow, Tally } from '../../counters/counter-rows.ts';
import {
  integerFromSql,
  integerOrNullFromSql,
  integerToSql,
  textFromSql,
  textToSql,
} from './column-values.ts';
import type { Connection } from './connection.ts';
import { type Gate, insertBehindGate, insertMany, type Sending } from './insert-many.ts';
import { statement } from './statements.ts';

const COUNTS = ['counted', 'duplicates', 'conflicts', 'tooLate', 'tooEarly'] as const;
// least() and greatest() pass over nulls.
const GROWN = [
  ...COUNTS.map((name) => `"${name}" = "countertallies"."${name}" + excluded."${name}"`),
  '"firstAt" = least("countertallies"."firstAt", excluded."firstAt")',
  '"lastAt" = greatest("countertallies"."lastAt", excluded."lastAt")',
  '"ingestedAt" = greatest("countertallies"."ingestedAt", excluded."ingestedAt")',
];
const ADD = insertBehindGate<Tally>(
  'countertallies',
  [
    { name: 'counter', type: 'text', of: ({ counter }) => counter },
    { name: 'slot', type: 'integer', of: ({ slot }) => slot },
    ...COUNTS.map((name) => ({ name, type: 'integer' as const, of: (tally: Tally) => tally[name] })),
    { name: 'firstAt', type: 'integer', of: ({ firstAt }) => firstAt },
    { name: 'lastAt', type: 'integer', of: ({ lastAt }) => lastAt },
    { name: 'ingestedAt', type: 'integer', of: ({ ingestedAt }) => ingestedAt },
  ],
  ` ON CONFLICT ("book", "counter", "slot") DO UPDATE SET ${GROWN.join(', ')}`,
);
const SUM = statement(
  'book',
  `SELECT count(*), ${COUNTS.map((name) => `sum("${name}")`).join(', ')}, min("firstAt"), max("lastAt"),
    max("ingestedAt") FROM @countertallies WHERE "book" = $1 AND "counter" = $2`,
);
const FEEDS = statement('book', 'SELECT "feed", "seq" FROM @counterfeeds WHERE "book" = $1 ORDER BY "feed"');
const MOVE_FEED = statement(
  'book',
  'UPDATE @counterfeeds SET "seq" = $4 WHERE "book" = $1 AND "feed" = $2 AND "seq" = $3',
);
const BEGIN_FEED = statement(
  'book',
  `INSERT INTO @counterfeeds ("book", "feed", "seq") VALUES ($1, $2, $3) ON CONFLICT ("book", "feed") DO NOTHING`,
);

/** The sums over all slots; undefined when there is no row. */
export async function readTally(
  connection: Connection,
  book: string,
  counter: string,
): Promise<Tally | undefined> {
  const row = await connection.get(SUM, textToSql(book), textToSql(counter));
  if (row === undefined || row[0] === '0') return undefined;
  return {
    counter,
    slot: 0,
    counted: integerFromSql(row[1]),
    duplicates: integerFromSql(row[2]),
    conflicts: integerFromSql(row[3]),
    tooLate: integerFromSql(row[4]),
    tooEarly: integerFromSql(row[5]),
    firstAt: integerOrNullFromSql(row[6]),
    lastAt: integerOrNullFromSql(row[7]),
    ingestedAt: integerFromSql(row[8]),
  };
}

/** What adds tallies up, in the order in which they come: so the rows are locked. */
export function addTallies(connection: Connection, gate: Gate, deltas: readonly Tally[]): Sending[] {
  return insertMany(connection, ADD, gate, deltas);
}

export async function readFeeds(connection: Connection, book: string): Promise<FeedRow[]> {
  const rows = await connection.all(FEEDS, textToSql(book));
  return rows.map((row) => ({ feed: textFromSql(row[0]), seq: integerFromSql(row[1]) }));
}

/** Whether the feed was where it was said to be; who moves it at the same time waits, and then finds it elsewhere. */
export async function moveFeed(
  connection: Connection,
  book: string,
  feed: string,
  from: number,
  to: number,
): Promise<boolean> {
  const [name, place] = [textToSql(feed), integerToSql(to)];
  const moved = await connection.run(MOVE_FEED, textToSql(book), name, integerToSql(from), place);
  if (moved > 0) return true;
  return from === 0 && (await connection.run(BEGIN_FEED, textToSql(book), name, place)) > 0;
}
