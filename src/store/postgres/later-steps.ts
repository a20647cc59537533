import { declaredType } from './column-values.ts';
import { datedIndexes, PURSE, tableOf } from './schema.ts';
import { statementsThatMake } from './table.ts';

/** What versions of the schema added from the nineteenth on; those before are in schema.ts. */

const TEXT = declaredType('text');
const INTEGER = declaredType('integer');

/** The groups and ranks of payments: the nineteenth. Tables that were just made have them. */
export function groupStatements(): string[] {
  const index = statementsThatMake([tableOf('payment')]).filter((text) =>
    text.includes('"payments_by_group"'),
  );
  return [
    ...[`"inGroup" ${TEXT}`, `"rank" ${INTEGER}`].map(
      (column) => `ALTER TABLE @payments ADD COLUMN IF NOT EXISTS ${column}`,
    ),
    ...index.map((text) => text.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS')),
  ];
}

/**
 * The number of the latest event that moved an account or changed its terms: the twenty-second. Before, events with an entry on it
 * were all that there were.
 */
export function lastSeqStatements(): string[] {
  return [
    `ALTER TABLE @accounts ADD COLUMN IF NOT EXISTS "lastSeq" ${INTEGER}`,
    `UPDATE @accounts AS account SET "lastSeq" = latest."seq"
      FROM (SELECT "book", "account", max("seq") AS "seq" FROM @entries GROUP BY "book", "account") AS latest
      WHERE latest."book" = account."book" AND latest."account" = account."key"`,
  ];
}

/** What is in purses, and from where on each credit: the twenty-third. Books that were there have none. */
export function purseStatements(): string[] {
  const columns = [
    ...['entries', 'checkpoints', 'accounts'].flatMap((table) => PURSE.map((column) => [table, column])),
    ...['hereAt', 'hereOrder'].map((name) => ['credits', `"${name}" ${INTEGER}`]),
  ];
  return [
    ...columns.map(([table, column]) => `ALTER TABLE @${table} ADD COLUMN IF NOT EXISTS ${column}`),
    'ALTER TABLE @books ADD COLUMN IF NOT EXISTS "hasPurses" boolean NOT NULL DEFAULT false',
  ];
}
/** What is to be carried out at a moment, and the earliest of a book's: the twenty-fourth. */
export function scheduleStatements(): string[] {
  return [
    `ALTER TABLE @books ADD COLUMN "due" ${INTEGER}`,
    'CREATE INDEX "books_by_due" ON @books ("due", "book") WHERE "due" IS NOT NULL',
    `ALTER TABLE @accounts ADD COLUMN IF NOT EXISTS "scheduled" ${INTEGER}`,
    ...statementsThatMake([tableOf('schedule')]),
    ...datedIndexes('schedule'),
  ];
}

/** Credits that expire at a moment, and until when accounts had some: the twenty-fifth. Tables that were just made have it. */
export function datedCreditStatements(): string[] {
  const index = statementsThatMake([tableOf('credit')]).filter((text) => text.includes('"credits_by_turn"'));
  return [
    ...['expiresAt', 'expiredAt', 'dueAt'].flatMap((name) => integerStatements('credits', name)),
    ...index.map((text) => text.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS')),
    ...integerStatements('accounts', 'creditsEndedAt'),
  ];
}

/**
 * From when on credits can be spent, their priorities, and the order in which books spend them: the twenty-sixth. What was granted before
 * was granted in a book with the first order.
 */
export function creditOrderStatements(): string[] {
  return [
    ...['startsAt', 'priority'].flatMap((name) => integerStatements('credits', name)),
    ...textStatements('books', 'creditOrder'),
    `UPDATE @books AS granting SET "creditOrder" = 'rank-lex-id/v1'
      FROM (SELECT DISTINCT "book" FROM @credits) AS granted WHERE granted."book" = granting."book"`,
  ];
}

/** A number that rows of a table may have since a later version. Tables that were just made have it. */
export function integerStatements(table: string, column: string): string[] {
  return [`ALTER TABLE @${table} ADD COLUMN IF NOT EXISTS "${column}" ${INTEGER}`];
}

/** A text that rows of a table may have since a later version. Tables that were just made have it. */
export function textStatements(table: string, column: string): string[] {
  return [`ALTER TABLE @${table} ADD COLUMN IF NOT EXISTS "${column}" ${TEXT}`];
}
