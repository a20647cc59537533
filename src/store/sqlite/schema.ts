import { firstOrder } from '../due-first.ts';
import type { Column } from '../row-columns.ts';
import { madeExpression, ROW_KIND_NAMES, ROW_KINDS, type RowKindName } from '../row-kinds.ts';
import { declaredType } from './column-values.ts';

/** Marks the file as a house: "Tlly", as SQLite keeps it in the file's header. */
export const APPLICATION_ID = 0x546c6c79;

/** The version of the schema below, in the file's header. migrate.ts migrates older files to it. */
export const SCHEMA_VERSION = 25;

/** The version of the rules, in what they decided: since the sixth version. */
const RULES = '"rules" INTEGER NOT NULL DEFAULT 1';

/** What a house says of itself, and what it was restored from; house-row.ts says more. So since the second version. */
export const FIRST_HOUSE_ROW_STATEMENTS: readonly string[] = houseRowStatements('');
const HOUSE_ROW_STATEMENTS: readonly string[] = houseRowStatements(`, ${RULES}`);

/** @param later columns that were added to the first ones, as SQLite writes them down then */
function houseRowStatements(later: string): string[] {
  return [
    `CREATE TABLE "house" (
    "number" INTEGER PRIMARY KEY, "id" TEXT NOT NULL, "mark" BLOB NOT NULL, "previous" BLOB, "backedUpAt" INTEGER
  ${later}) STRICT`,
    `CREATE TABLE "restores" (
    "number" INTEGER PRIMARY KEY, "backedUpAt" INTEGER, "restoredAt" INTEGER NOT NULL
  ) STRICT`,
    'INSERT INTO "house" ("number", "id", "mark") VALUES (1, lower(hex(randomblob(16))), randomblob(16))',
  ];
}

/** The row of the attempt before, in rows of the journal: since the fifth version. */
export const RETRY_STATEMENTS: readonly string[] = ['ALTER TABLE "journal" ADD COLUMN "retryOf" INTEGER'];

/** What was recorded before was decided by the first version of the rules. */
export const RULES_STATEMENTS: readonly string[] = ['house', 'books', 'journal'].map(
  (table) => `ALTER TABLE "${table}" ADD COLUMN ${RULES}`,
);

/** The numbers of the events that made payments, refunds and credits: since the seventh version. */
export const MADE_STATEMENTS: readonly string[] = ['payments', 'refunds', 'credits'].map(
  (table) => `ALTER TABLE "${table}" ADD COLUMN "seq" INTEGER`,
);

/**
 * Which moments at which an account was named can be freed, and where captures took from a hold: since the eighth version.
 * Of what was recorded before nothing can, and nothing is known.
 */
export const TAKEN_BACK_STATEMENTS: readonly string[] = [
  ...['accounts', 'arrivedAccounts'].flatMap((table) => [
    `ALTER TABLE "${table}" ADD COLUMN "fixedAt" INTEGER`,
    `ALTER TABLE "${table}" ADD COLUMN "freedAt" INTEGER`,
    `UPDATE "${table}" SET "fixedAt" = "namedAt"`,
  ]),
  'ALTER TABLE "holds" ADD COLUMN "captures" TEXT',
];

/** Who did what, in rows of the journal, and the labels that rows are found by: since the ninth version. */
export function labelStatements(): string[] {
  return ['ALTER TABLE "journal" ADD COLUMN "actor" TEXT', tableOf('label'), ...indexesOf('label')];
}
/** The moment before which nothing may be dated: since the thirteenth version. */
export const LOCK_STATEMENTS: readonly string[] = ['ALTER TABLE "books" ADD COLUMN "lockedBefore" INTEGER'];

/** When a credit was granted: since the tenth version. Of credits that were there it is not known. */
export const GRANT_STATEMENTS: readonly string[] = ['ALTER TABLE "credits" ADD COLUMN "at" INTEGER'];

/** What is expected, and of whom: since the twelfth version. Nobody expects what was held before. */
export function expectedStatements(): string[] {
  const ofHolds = ['"targetKey" TEXT', '"lastTarget" TEXT', '"metAt" INTEGER', '"metOrder" INTEGER'];
  return [
    ...summedTables().map((table) => `ALTER TABLE ${quoted(table)} ADD COLUMN ${EXPECTED}`),
    ...ofHolds.map((column) => `ALTER TABLE "holds" ADD COLUMN ${column}`),
    ...indexesOf('hold').filter((text) => text.includes('"holds by expectedBy"')),
  ];
}

/** What is private, apart from the journal, and whose it is: since the fourteenth version. */
export function privateStatements(): string[] {
  return (['private', 'privateAccount'] as const).flatMap((kind) => [tableOf(kind), ...indexesOf(kind)]);
}

/** What a hold was set to, where it was adjusted: since the fifteenth version. */
export const ADJUSTED_STATEMENTS: readonly string[] = ['ALTER TABLE "holds" ADD COLUMN "terms" TEXT'];

/** How much may go out of accounts or come in within a length of time: since the sixteenth version. */
export const LIMITS_STATEMENTS: readonly string[] = ['accounts', 'arrivedAccounts'].map(
  (table) => `ALTER TABLE "${table}" ADD COLUMN "limits" TEXT`,
);

/** The groups and ranks of payments: since the seventeenth version. Those that were there have none. */
export function groupStatements(): string[] {
  return [
    ...['"inGroup" TEXT', '"rank" INTEGER'].map((column) => `ALTER TABLE "payments" ADD COLUMN ${column}`),
    ...indexesOf('payment').filter((text) => text.includes('"payments by group"')),
  ];
}

/** What finds the books in which something is due. */
export const DUE_BOOKS_INDEX = indexOn('books', 'due', ['due', 'book'].map(quoted), '"due" IS NOT NULL');

/** Entries stand in one of three tables; entry-writer.ts says why. These are in order of their keys. */
export const ORDERED_ENTRY_TABLES = ['entries', 'recentEntries'] as const;

const FIRST_AMOUNTS =
  '"inflow" ANY NOT NULL, "outflow" ANY NOT NULL, "available" ANY NOT NULL, "incoming" ANY NOT NULL';
const EXPECTED = '"expected" ANY NOT NULL DEFAULT 0';
/** What is in purses; later-steps.ts adds it. */
export const PURSE = ['"purse" ANY NOT NULL DEFAULT 0', '"spendable" ANY NOT NULL DEFAULT 0'];
const LATER_AMOUNTS = [EXPECTED, ...PURSE].join(', ');
const AMOUNTS = `${FIRST_AMOUNTS}, ${LATER_AMOUNTS}`;
export const HAS_PURSES = '"hasPurses" INTEGER NOT NULL DEFAULT 0';

/** Where entries, and sums of them, are kept. */
export function summedTables(): string[] {
  return [...ORDERED_ENTRY_TABLES, 'arrivedEntries', 'checkpoints', 'accounts', 'arrivedAccounts'];
}

// A column that was added stands where SQLite writes it down: right before what ends the list.
// Rows of the journal are long and come in order, so a table with an index on the key beside it is smaller than one that
// is kept in order of the key, and faster to write. The rows of all others are short: there the key is the place.
const BOOK_TABLES = [
  `CREATE TABLE "books" (
    "book" TEXT NOT NULL, "seq" INTEGER NOT NULL, "link" BLOB NOT NULL, "assignedAt" INTEGER, "recordedAt" INTEGER, ${RULES}, "lockedBefore" INTEGER, ${HAS_PURSES}, "due" INTEGER, "creditOrder" TEXT,
    PRIMARY KEY ("book")
  ) WITHOUT ROWID, STRICT`,
  DUE_BOOKS_INDEX,
  `CREATE TABLE "journal" (
    "book" TEXT NOT NULL, "seq" INTEGER NOT NULL, "id" TEXT NOT NULL, "kind" TEXT NOT NULL, "assignedAt" INTEGER,
    "recordedAt" INTEGER NOT NULL, "isAccepted" INTEGER NOT NULL, "request" TEXT NOT NULL, "answer" TEXT NOT NULL,
    "link" BLOB, "retryOf" INTEGER, ${RULES}, "actor" TEXT, PRIMARY KEY ("book", "seq")
  ) STRICT`,
  ...ORDERED_ENTRY_TABLES.map(
    (table) => `CREATE TABLE ${quoted(table)} (
    "book" TEXT NOT NULL, "account" TEXT NOT NULL, "at" INTEGER NOT NULL, "order" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL, ${AMOUNTS},
    PRIMARY KEY ("book", "account", "at", "order", "seq")
  ) WITHOUT ROWID, STRICT`,
  ),
  `CREATE TABLE "arrivedEntries" (
    "number" INTEGER PRIMARY KEY, "book" TEXT NOT NULL, "account" TEXT NOT NULL, "at" INTEGER NOT NULL,
    "order" INTEGER NOT NULL, "seq" INTEGER NOT NULL, ${FIRST_AMOUNTS}
  , ${LATER_AMOUNTS}) STRICT`,
  `CREATE TABLE "checkpoints" (
    "book" TEXT NOT NULL, "account" TEXT NOT NULL, "at" INTEGER NOT NULL, "order" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL, ${AMOUNTS},
    PRIMARY KEY ("book", "account", "at", "order")
  ) WITHOUT ROWID, STRICT`,
];

/** What imports add to a house of the second version. */
export function importStatements(): string[] {
  return [tableOf('import')];
}

/** By which events are found: by the accounts that they changed, and accepted commands by their kind. */
const EVENT_INDEXES = [
  indexOn('journal', 'kind', ['book', 'kind', 'seq'].map(quoted), '"isAccepted" = 1'),
  ...ORDERED_ENTRY_TABLES.map((table) => indexOn(table, 'seq', ['book', 'account', 'seq'].map(quoted))),
];

/** What finds rows by their moment, by how they end and by what they are about: since the eleventh version. */
export function findingStatements(): string[] {
  const before = [
    'holds by account',
    'offers by source',
    'offers by lastTarget',
    'payments by account',
    'credits by account',
  ];
  const added = /^CREATE INDEX "\w+ by (account|source|target|lastTarget|made|ended|runs out)"/;
  return [
    ...before.map((name) => `DROP INDEX ${quoted(name)}`),
    ...DATED_KINDS.flatMap((kind) => indexesOf(kind).filter((text) => added.test(text))),
    ...EVENT_INDEXES,
  ];
}

/** Those that could be listed by their moment then. */
const DATED_KINDS = ROW_KIND_NAMES.filter(
  (kind) => ROW_KINDS[kind].made !== undefined && kind !== 'schedule',
);

/** The statements that make an empty file a house, in order. */
export function schemaStatements(): string[] {
  return [
    ...HOUSE_ROW_STATEMENTS,
    ...bookStatements(),
    `PRAGMA application_id = ${APPLICATION_ID}`,
    `PRAGMA user_version = ${SCHEMA_VERSION}`,
  ];
}

function bookStatements(): string[] {
  return [
    ...BOOK_TABLES,
    ...ROW_KIND_NAMES.flatMap((kind) => [tableOf(kind), ...indexesOf(kind)]),
    ...EVENT_INDEXES,
    // In order of arrival; account-writer.ts says why.
    `CREATE TABLE "arrivedAccounts" ("number" INTEGER PRIMARY KEY, ${columnsOf('account')}) STRICT`,
  ];
}

/** The names of the tables that hold rows of books. */
export function bookTableNames(): string[] {
  return tablesOf(bookStatements());
}

/** The names of the tables that hold rows of the house itself. */
export function houseTableNames(): string[] {
  return tablesOf(HOUSE_ROW_STATEMENTS);
}

/** The names of the tables that statements make. */
export function tablesOf(statements: readonly string[]): string[] {
  return statements.flatMap((statement) => /^CREATE TABLE "(\w+)"/.exec(statement)?.[1] ?? []);
}

/**
 * What is taken out later lies in order of arrival, and its key in an index beside it: so no row is ever moved to another
 * page, and none leaves a copy of itself where nothing would be overwritten.
 */
export function tableOf(kind: RowKindName): string {
  const { table, key, isErasable } = ROW_KINDS[kind];
  const primaryKey = ['book', ...key].map(quoted).join(', ');
  const place = isErasable ? 'STRICT' : 'WITHOUT ROWID, STRICT';
  return `CREATE TABLE ${quoted(table)} (${columnsOf(kind)}, PRIMARY KEY (${primaryKey})) ${place}`;
}

function columnsOf(kind: RowKindName): string {
  const declared = Object.entries(ROW_KINDS[kind].columns).map(
    ([name, column]) => `${quoted(name)} ${declarationOf(column)}`,
  );
  return ['"book" TEXT NOT NULL', ...declared].join(', ');
}

function declarationOf({ type, isNullable, isZeroBefore }: Column): string {
  return `${declaredType(type)}${isNullable ? '' : ' NOT NULL'}${isZeroBefore ? ' DEFAULT 0' : ''}`;
}

/** An index holds the key's columns behind its own, so that what it finds is in order of the key, or of the moment and the key. */
export function indexesOf(kind: RowKindName): string[] {
  const { table, columns, key, lookups, ending } = ROW_KINDS[kind];
  const moment = madeExpression(kind);
  const inOrder = moment === undefined ? [] : [moment];
  const indexes = Object.entries(lookups)
    .filter(([, lookup]) => lookup.column !== key[0])
    .map(([name, { column, where }]) =>
      where === undefined
        ? indexOn(table, name, [...['book', column].map(quoted), ...inOrder])
        : indexOn(table, name, ['book', column].map(quoted), conditionOf(where)),
    );
  if (moment !== undefined) indexes.push(indexOn(table, 'made', ['"book"', moment]));
  if (ending !== undefined) {
    const { by, at, runsOut } = ending;
    indexes.push(indexOn(table, 'ended', ['book', by, at].map(quoted), `${quoted(by)} IS NOT NULL`));
    indexes.push(indexOn(table, 'runs out', ['book', runsOut].map(quoted), `${quoted(by)} IS NULL`));
  }
  // What runs out is looked for by its moment, in all books at once. Few rows wait for it at any time.
  if ('due' in columns) indexes.push(indexOn(table, 'due', ['due', 'book'].map(quoted), '"due" IS NOT NULL'));
  const first = firstOrder(kind);
  if (first.length > 0)
    indexes.push(indexOn(table, 'turn', ['book', ...first].map(quoted), '"dueAt" IS NOT NULL'));
  return indexes;
}

function indexOn(table: string, name: string, columns: readonly string[], where?: string): string {
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  return `CREATE INDEX ${quoted(`${table} by ${name}`)} ON ${quoted(table)} (${columns.join(', ')})${condition}`;
}

/** The condition of a lookup that finds only some rows. Statements repeat it word for word, or the index is not used. */
export function conditionOf(where: {
  readonly column: string;
  readonly is: 'positive' | 'not null';
}): string {
  return `${quoted(where.column)} ${where.is === 'positive' ? '> 0' : 'IS NOT NULL'}`;
}

export function quoted(name: string): string {
  return `"${name}"`;
}
