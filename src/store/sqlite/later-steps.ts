import {
  DUE_BOOKS_INDEX,
  HAS_PURSES,
  indexesOf,
  ORDERED_ENTRY_TABLES,
  PURSE,
  quoted,
  summedTables,
  tableOf,
} from './schema.ts';

/** What versions of the file added from the eighteenth on; those before are in schema.ts. */

/** What is frozen of an account: since the eighteenth version. Of those that were there nothing is. */
export const FROZEN_STATEMENTS: readonly string[] = ['accounts', 'arrivedAccounts'].map(
  (table) => `ALTER TABLE "${table}" ADD COLUMN "frozen" TEXT`,
);

/** When an account began, as it was learned: since the nineteenth version. Of those that were there no beginning was moved. */
export const BEGINNINGS_STATEMENTS: readonly string[] = ['accounts', 'arrivedAccounts'].map(
  (table) => `ALTER TABLE "${table}" ADD COLUMN "beginnings" TEXT`,
);

/**
 * The number of the latest event that moved an account or changed its terms: since the twentieth version. Before, events with
 * an entry on it were all that there were.
 */
export function lastSeqStatements(): string[] {
  return ['accounts', 'arrivedAccounts'].flatMap((table) => {
    const [placed, recent] = ORDERED_ENTRY_TABLES.map(
      (entries) =>
        `coalesce((SELECT max("seq") FROM "${entries}" WHERE "book" = "${table}"."book" AND "account" = "${table}"."key"), 0)`,
    );
    return [
      `ALTER TABLE "${table}" ADD COLUMN "lastSeq" INTEGER`,
      `UPDATE "${table}" SET "lastSeq" = nullif(max(${placed}, ${recent}), 0)`,
      `UPDATE "${table}" SET "lastSeq" = max(coalesce("lastSeq", 0), "latest"."number")
        FROM (SELECT "book", "account", max("seq") AS "number" FROM "arrivedEntries" GROUP BY "book", "account") AS "latest"
        WHERE "latest"."book" = "${table}"."book" AND "latest"."account" = "${table}"."key"`,
    ];
  });
}

/** What is in purses, and from where on each credit: since the twenty-first version. Books that were there have none. */
export function purseStatements(): string[] {
  return [
    ...summedTables().flatMap((table) =>
      PURSE.map((column) => `ALTER TABLE ${quoted(table)} ADD COLUMN ${column}`),
    ),
    ...['"hereAt" INTEGER', '"hereOrder" INTEGER'].map(
      (column) => `ALTER TABLE "credits" ADD COLUMN ${column}`,
    ),
    `ALTER TABLE "books" ADD COLUMN ${HAS_PURSES}`,
  ];
}

/** What is to be carried out at a moment, and the earliest of a book's: since the twenty-second version. */
export function scheduleStatements(): string[] {
  return [
    'ALTER TABLE "books" ADD COLUMN "due" INTEGER',
    DUE_BOOKS_INDEX,
    ...['accounts', 'arrivedAccounts'].map(
      (table) => `ALTER TABLE "${table}" ADD COLUMN "scheduled" INTEGER`,
    ),
    tableOf('schedule'),
    ...indexesOf('schedule'),
  ];
}

/** Credits that expire at a moment, and until when accounts had some: since the twenty-third version. There were none. */
export function datedCreditStatements(): string[] {
  return [
    ...['expiresAt', 'expiredAt', 'dueAt'].map(
      (name) => `ALTER TABLE "credits" ADD COLUMN "${name}" INTEGER`,
    ),
    ...indexesOf('credit').filter((text) => text.includes('"credits by turn"')),
    ...['accounts', 'arrivedAccounts'].map(
      (table) => `ALTER TABLE "${table}" ADD COLUMN "creditsEndedAt" INTEGER`,
    ),
  ];
}

/**
 * From when on credits can be spent, their priorities, and the order in which books spend them: since the twenty-fourth version.
 * What was granted before was granted in a book with the first order.
 */
export function creditOrderStatements(): string[] {
  return [
    ...['startsAt', 'priority'].map((name) => `ALTER TABLE "credits" ADD COLUMN "${name}" INTEGER`),
    'ALTER TABLE "books" ADD COLUMN "creditOrder" TEXT',
    `UPDATE "books" SET "creditOrder" = 'rank-lex-id/v1'
      WHERE EXISTS (SELECT 1 FROM "credits" WHERE "credits"."book" = "books"."book")`,
  ];
}
