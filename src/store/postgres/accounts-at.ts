import { SUM_NAMES } from '../../kernel/time/delta.ts';
import type { AccountsAt, AccountsOf, SummedAccount, SumsMoment } from '../queries.ts';
import { ROW_KINDS } from '../row-kinds.ts';
import type { EntrySums } from '../store.ts';
import { amountFromSql, integerFromSql, integerToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { SEQ_KNOWN_AT } from './journal.ts';
import { rowFromSql } from './rows.ts';
import { quoted, type Statement, statement } from './statements.ts';

const summed = (make: (name: string) => string): string =>
  SUM_NAMES.map((name) => make(quoted(name))).join(', ');
const COLUMNS = Object.keys(ROW_KINDS.account.columns).map(quoted);

/** Before and behind every place and number. */
const FIRST = `'${integerToSql(Number.NEGATIVE_INFINITY)}'::bigint`;
const LAST = `'${integerToSql(Number.POSITIVE_INFINITY)}'::bigint`;

const OF_IDS = { where: '"id" = ANY ($2::text[])', order: '', next: 3 };
// Every id and every key is behind the empty one.
const OF_PAGE = {
  where: '("id", "key") > ($2, $3) ORDER BY "id", "key" LIMIT $4',
  order: ' ORDER BY "life"."id", "life"."key"',
  next: 5,
};

const OF_SPAN = {
  where: '("id", "key") > ($2, $3) AND "id" < $4 ORDER BY "id", "key" LIMIT $5',
  order: OF_PAGE.order,
  next: 6,
};

/** What is summed up behind: what stands in the row of the account, or the last checkpoint that is old enough. */
const FROM_FRONTIER = {
  known: 'NULL::bigint',
  isKnown: '',
  kept: ` AND coalesce("life"."frontier", ${FIRST}) > "moment"."at"`,
  base: (folded: string, kept: string) =>
    `CASE WHEN coalesce("life"."frontier", ${FIRST}) <= "moment"."at" THEN ${folded} ELSE ${kept} END`,
};
/** What stands in the row is what is known now. */
const FROM_CHECKPOINT = {
  // Not looked up: it is no bound of the index that entries are found by.
  isKnown: ' AND "seq" + 0 <= "known"."seq"',
  kept: '',
  base: (_folded: string, kept: string) => kept,
};

/**
 * One statement sees one state: the lives, the latest moment that was given, and of each life one row of sums, which its
 * entries are looked up for in the index. OFFSET 0 keeps
 * apart what is found once, and bounds that a planner would not take for bounds otherwise.
 */
function accountsAt(of: typeof OF_IDS, isKnownAt: boolean): Statement {
  const at = of.next;
  const { known, isKnown, kept, base } = isKnownAt
    ? { ...FROM_CHECKPOINT, known: `(${SEQ_KNOWN_AT(`$${at + 2}`)})` }
    : FROM_FRONTIER;
  const bounds = `("at", "order") <= ("moment"."at", ${LAST})${isKnown}`;
  return statement(
    'book',
    `SELECT ${COLUMNS.map((name) => `"life".${name}`).join(', ')}, "moment"."at", "known"."seq",
      ${summed((name) => `${base(`"life".${name}`, `coalesce("kept".${name}, 0)`)} + "added".${name}`)}
    FROM (SELECT greatest($${at}::bigint, (
      SELECT "assignedAt" FROM @books WHERE "book" = $1 AND $${at + 1}::boolean
    )) AS "at" OFFSET 0) AS "moment"
    CROSS JOIN (SELECT ${known} AS "seq" OFFSET 0) AS "known"
    LEFT JOIN (SELECT ${COLUMNS.join(', ')} FROM @accounts WHERE "book" = $1 AND ${of.where}) AS "life" ON true
    LEFT JOIN LATERAL (
      SELECT "at", "order", ${summed((name) => name)} FROM @checkpoints WHERE "book" = $1
        AND "account" = "life"."key" AND ${bounds}${kept} ORDER BY "at" DESC, "order" DESC LIMIT 1
    ) AS "kept" ON true
    CROSS JOIN LATERAL (
      SELECT ${base(`coalesce("life"."frontier", ${FIRST})`, `coalesce("kept"."at", ${FIRST})`)} AS "at",
        ${base(LAST, `coalesce("kept"."order", ${FIRST})`)} AS "order" OFFSET 0
    ) AS "begin"
    CROSS JOIN LATERAL (
      SELECT ${summed((name) => `coalesce(sum(${name}), 0) AS ${name}`)} FROM @entries WHERE "book" = $1
        AND "account" = "life"."key" AND ("at", "order") > ("begin"."at", "begin"."order") AND ${bounds}
    ) AS "added"${of.order}`,
  );
}

const STATEMENTS = {
  ids: { all: accountsAt(OF_IDS, false), known: accountsAt(OF_IDS, true) },
  page: { all: accountsAt(OF_PAGE, false), known: accountsAt(OF_PAGE, true) },
  span: { all: accountsAt(OF_SPAN, false), known: accountsAt(OF_SPAN, true) },
};

/** Accounts with the sums of their entries, in one statement. */
export async function readAccountsAt(
  connection: Connection,
  book: string,
  of: AccountsOf,
  { at, isPresent = false, knownAt }: SumsMoment,
): Promise<AccountsAt> {
  const { all, known } = STATEMENTS['ids' in of ? 'ids' : of.before === undefined ? 'page' : 'span'];
  const which =
    'ids' in of
      ? [textsToSql([...new Set(of.ids)])]
      : [
          ...(of.after ?? ['', '']).map(textToSql),
          ...(of.before === undefined ? [] : [textToSql(of.before)]),
          integerToSql(of.limit),
        ];
  const rows = await connection.all(
    knownAt === undefined ? all : known,
    textToSql(book),
    ...which,
    integerToSql(at),
    String(isPresent),
    ...(knownAt === undefined ? [] : [integerToSql(knownAt)]),
  );
  // Where there are no accounts, one row holds the moment.
  const [first] = rows;
  const momentColumn = COLUMNS.length;
  return {
    at: integerFromSql(first?.[momentColumn]),
    knownBy: knownAt === undefined ? undefined : integerFromSql(first?.[momentColumn + 1]),
    accounts: rows.filter(([id]) => id !== null).map(summedFromSql),
  };
}

function summedFromSql(row: SqlRow): SummedAccount {
  const sums = SUM_NAMES.map((name, i) => [name, amountFromSql(row[COLUMNS.length + 2 + i])]);
  return { row: rowFromSql('account', row), sums: Object.fromEntries(sums) as unknown as EntrySums }; // One of each.
}
