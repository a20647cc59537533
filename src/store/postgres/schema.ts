import { firstOrder } from '../due-first.ts';
import { madeExpression, ROW_KIND_NAMES, ROW_KINDS, type RowKindName } from '../row-kinds.ts';
import { HOUSE_BOOK } from '../side-rows.ts';
import { declaredType } from './column-values.ts';
import { COUNTER_TABLES } from './counter-tables.ts';
import { quoted } from './statements.ts';
import { createIndex, type Index, ROOMY, statementsThatMake, type Table } from './table.ts';

const TEXT = declaredType('text');
const INTEGER = declaredType('integer');
const WIDE = declaredType('wide');

/** Found by since the twelfth version. */
const LATER_LOOKUPS: ReadonlySet<string> = new Set(['target']);
/** Those whose index was of each book alone at first, until the fifth version. */
const FIRST_KINDS_WITH_DUE: readonly RowKindName[] = ['hold', 'offer'];
const EXPECTED = `"expected" ${WIDE} NOT NULL DEFAULT 0`;
/** What is in purses; later-steps.ts adds it. */
export const PURSE = ['purse', 'spendable'].map((name) => `${quoted(name)} ${WIDE} NOT NULL DEFAULT 0`);

const ENTRY_COLUMNS = [
  `"account" ${TEXT} NOT NULL`,
  ...['at', 'order', 'seq'].map((name) => `${quoted(name)} ${INTEGER} NOT NULL`),
  ...['inflow', 'outflow', 'available', 'incoming'].map((name) => `${quoted(name)} ${WIDE} NOT NULL`),
  EXPECTED,
  ...PURSE,
];

const OTHER_TABLES: readonly Table[] = [
  {
    name: 'books',
    columns: [
      `"seq" ${INTEGER} NOT NULL`,
      '"link" bytea',
      `"assignedAt" ${INTEGER}`,
      `"recordedAt" ${INTEGER}`,
    ],
    key: [],
    fillFactor: ROOMY,
  },
  {
    name: 'journal',
    columns: [
      `"seq" ${INTEGER} NOT NULL`,
      `"id" ${TEXT} NOT NULL`,
      `"kind" ${TEXT} NOT NULL`,
      `"assignedAt" ${INTEGER}`,
      `"recordedAt" ${INTEGER} NOT NULL`,
      '"isAccepted" boolean NOT NULL',
      `"request" ${TEXT} NOT NULL`,
      `"answer" ${TEXT} NOT NULL`,
      '"link" bytea',
    ],
    key: ['seq'],
  },
  { name: 'entries', columns: ENTRY_COLUMNS, key: ['account', 'at', 'order', 'seq'] },
  { name: 'checkpoints', columns: ENTRY_COLUMNS, key: ['account', 'at', 'order'] },
];

/** The tables that every book with a head has rows in; `books` is the first. */
export const HOUSE_TABLES: readonly Table[] = [...OTHER_TABLES, ...ROW_KIND_NAMES.map(tableOf)];

/** What a house says of itself, in a row of its own. */
const HOUSE_TABLE: Table = { name: 'house', columns: [`"id" ${TEXT} NOT NULL`], key: [] };

/** The names of all books that something was written to, each with the rules of its latest batch, in rows of the house. */
const NAMES_TABLE: Table = {
  name: 'booknames',
  columns: [`"name" ${TEXT} NOT NULL`, `"rules" ${INTEGER} NOT NULL`],
  key: ['name'],
  indexes: [{ name: 'rules', columns: ['"rules"'] }],
};

/** Every table with rows of books; all lie where `books` lies. */
export const TABLES: readonly Table[] = [...HOUSE_TABLES, ...COUNTER_TABLES, HOUSE_TABLE, NAMES_TABLE];

/** A kind of rows as a table of today. */
export function tableOf(kind: RowKindName): Table {
  const { table, columns, key } = ROW_KINDS[kind];
  return {
    name: table,
    columns: Object.entries(columns).map(
      ([name, { type, isNullable, isZeroBefore }]) =>
        `${quoted(name)} ${declaredType(type)}${isNullable ? '' : ' NOT NULL'}${isZeroBefore ? ' DEFAULT 0' : ''}`,
    ),
    key,
    indexes: indexesOf(kind),
    ...(kind === 'account' ? { fillFactor: ROOMY } : {}),
  };
}

/**
 * The indexes of the first version, which later ones change. An index goes on with the key's columns behind its own, so that
 * what it finds is in order of the key.
 */
function indexesOf(kind: RowKindName): Index[] {
  const { columns, key, lookups } = ROW_KINDS[kind];
  const indexes = Object.entries(lookups)
    .filter(([name, lookup]) => lookup.column !== key[0] && !LATER_LOOKUPS.has(name))
    .map(
      ([name, { column, where }]): Index =>
        where === undefined
          ? { name, columns: [quoted(column), ...keyOrder(kind)] }
          : { name, columns: [quoted(column), ...key.map(quoted)], where: conditionOf(where) },
    );
  const first = firstOrder(kind).map(quoted);
  if (first.length > 0) indexes.push({ name: 'turn', columns: first, where: '"dueAt" IS NOT NULL' });
  if (!('due' in columns)) return indexes;
  if (!FIRST_KINDS_WITH_DUE.includes(kind)) return [...indexes, dueIndex(kind)];
  return [...indexes, { name: 'due', columns: ['due', ...key].map(quoted), where: '"due" IS NOT NULL' }];
}

/** What is due is looked for by its moment, in all books together. */
function dueIndex(kind: RowKindName): Index {
  const columns = ['due', 'book', ...ROW_KINDS[kind].key].map(quoted);
  return { name: 'due', columns, where: '"due" IS NOT NULL', isOfAllBooks: true };
}

/**
 * What stands for the key's columns in an index on another column, and in what is to be in the order of that index. Its
 * first is no plain column: as long as nothing is known of a table, PostgreSQL 18 looks up ids in such an index rather
 * than in that of the key, and reads all of the book in it.
 */
function keyOrder(kind: RowKindName): string[] {
  const [first = '', ...rest] = ROW_KINDS[kind].key;
  return [`(${quoted(first)} || '')`, ...rest.map(quoted)];
}

/** The order of the moment, where the kind has one, and then of the key. */
export function madeOrder(kind: RowKindName): string[] {
  const moment = madeExpression(kind);
  return moment === undefined ? keyOrder(kind) : [moment, ...keyOrder(kind)];
}

/** What finds rows by their moment, by how they end and by what they are about: the twelfth version. */
export function findingStatements(): string[] {
  return [
    `CREATE INDEX "journal_by_kind" ON @journal ("book", "kind", "seq") WHERE "isAccepted"`,
    // No plain column either: entries between two places would be looked for by it.
    `CREATE INDEX "entries_by_seq" ON @entries ("book", ("account" || ''), "seq")`,
    ...ROW_KIND_NAMES.filter((kind) => kind !== 'schedule').flatMap(datedIndexes),
  ];
}

export function datedIndexes(kind: RowKindName): string[] {
  const { table, key, lookups, made, ending } = ROW_KINDS[kind];
  if (made === undefined) return [];
  const indexOn = (name: string, columns: readonly string[], where = ''): string =>
    `CREATE INDEX "${table}_by_${name}" ON @${table} (${['"book"', ...columns].join(', ')})${where}`;
  const inOrder = madeOrder(kind);
  const whole = Object.entries(lookups).filter(
    ([, lookup]) => lookup.column !== key[0] && lookup.where === undefined,
  );
  const statements = whole.flatMap(([name, { column }]) => [
    ...(LATER_LOOKUPS.has(name) ? [] : [`DROP INDEX "@@"."${table}_by_${name}"`]),
    indexOn(name, [quoted(column), ...inOrder]),
  ]);
  statements.push(indexOn('made', inOrder));
  if (ending === undefined) return statements;
  const [by, at, runsOut] = [quoted(ending.by), quoted(ending.at), quoted(ending.runsOut)];
  return [
    ...statements,
    indexOn('ended', [by, at], ` WHERE ${by} IS NOT NULL`),
    indexOn('running', [runsOut], ` WHERE ${by} IS NULL`),
  ];
}

/** The condition of a lookup that finds only some rows. Statements repeat it word for word, or the index is not used. */
export function conditionOf(where: {
  readonly column: string;
  readonly is: 'positive' | 'not null';
}): string {
  return `${quoted(where.column)} ${where.is === 'positive' ? '> 0' : 'IS NOT NULL'}`;
}

/** Made by steps of their own. */
const LATER_TABLES: ReadonlySet<string> = new Set(
  (['import', 'label', 'private', 'privateAccount', 'schedule'] as const).map(
    (kind) => ROW_KINDS[kind].table,
  ),
);

/** What makes the tables of a house that counts nothing, which is the first version of the schema. */
export function houseStatements(): string[] {
  return statementsThatMake(HOUSE_TABLES.filter(({ name }) => !LATER_TABLES.has(name)));
}

/** What counters add to it: the second version. */
export function counterStatements(): string[] {
  return statementsThatMake(COUNTER_TABLES);
}

/** The row of the attempt before, in rows of the journal: the sixth version. */
export function retryStatements(): string[] {
  return [`ALTER TABLE @journal ADD COLUMN "retryOf" ${INTEGER}`];
}

/**
 * The version of the rules, in what they decided: the seventh version. What was recorded before was decided by the first. The
 * latest of all books is looked up by an index, which a batch changes only where it is the first by new rules.
 */
export function rulesStatements(): string[] {
  return [
    ...['books', 'journal'].map(
      (table) => `ALTER TABLE @${table} ADD COLUMN "rules" ${INTEGER} NOT NULL DEFAULT 1`,
    ),
    'CREATE INDEX "books_by_rules" ON @books ("rules")',
  ];
}

/** The numbers of the events that made payments, refunds and credits: the eighth. Tables that were just made have them. */
export function madeStatements(): string[] {
  return ['payments', 'refunds', 'credits'].map(
    (table) => `ALTER TABLE @${table} ADD COLUMN IF NOT EXISTS "seq" ${INTEGER}`,
  );
}

/**
 * Which moments at which an account was named can be freed, and where captures took from a hold: the ninth. Tables that
 * were just made have it. Of what was recorded before nothing can, and nothing is known.
 */
export function takenBackStatements(): string[] {
  return [
    ...['fixedAt', 'freedAt'].map(
      (column) => `ALTER TABLE @accounts ADD COLUMN IF NOT EXISTS ${quoted(column)} ${INTEGER}`,
    ),
    'UPDATE @accounts SET "fixedAt" = "namedAt"',
    `ALTER TABLE @holds ADD COLUMN IF NOT EXISTS "captures" ${TEXT}`,
  ];
}

/** Who did what, in rows of the journal, and the labels that rows are found by: the tenth. */
export function labelStatements(): string[] {
  return [`ALTER TABLE @journal ADD COLUMN "actor" ${TEXT}`, ...statementsThatMake([tableOf('label')])];
}

/** When a credit was granted: the eleventh. Tables that were just made have it; of credits that were there it is not known. */
export function grantStatements(): string[] {
  return [`ALTER TABLE @credits ADD COLUMN IF NOT EXISTS "at" ${INTEGER}`];
}

/** What is expected, and of whom: the thirteenth. Tables that were just made have it. Nobody expects what was held before. */
export function expectedStatements(): string[] {
  const ofHolds = [
    `"targetKey" ${TEXT}`,
    `"lastTarget" ${TEXT}`,
    `"metAt" ${INTEGER}`,
    `"metOrder" ${INTEGER}`,
  ];
  const index = statementsThatMake([tableOf('hold')]).filter((text) =>
    text.includes('"holds_by_expectedBy"'),
  );
  return [
    ...['entries', 'checkpoints', 'accounts'].map(
      (table) => `ALTER TABLE @${table} ADD COLUMN IF NOT EXISTS ${EXPECTED}`,
    ),
    ...ofHolds.map((column) => `ALTER TABLE @holds ADD COLUMN IF NOT EXISTS ${column}`),
    ...index.map((text) => text.replace('CREATE INDEX', 'CREATE INDEX IF NOT EXISTS')),
  ];
}

/** The moment before which nothing may be dated: the fourteenth. */
export function lockStatements(): string[] {
  return [`ALTER TABLE @books ADD COLUMN "lockedBefore" ${INTEGER}`];
}

/** What is private, apart from the journal, and whose it is: the fifteenth. */
export function privateStatements(): string[] {
  return statementsThatMake([tableOf('private'), tableOf('privateAccount')]);
}

/**
 * The names of all books in one place, and by what rules they were written: the sixteenth. A book is in the list as soon as it
 * has a head, and the latest rules are looked for there.
 */
export function namesStatements(): string[] {
  return [
    ...statementsThatMake([NAMES_TABLE]),
    `INSERT INTO @booknames ("book", "name", "rules") SELECT '${HOUSE_BOOK}', "book", "rules" FROM @books WHERE "link" IS NOT NULL`,
    'DROP INDEX "@@"."books_by_rules"',
  ];
}

/** What the house says of itself: the third version. */
export function houseRowStatements(): string[] {
  return statementsThatMake([HOUSE_TABLE]);
}

/** What imports add: the fourth. */
export function importStatements(): string[] {
  return statementsThatMake([tableOf('import')]);
}

/** What finds rows that are due in whatever book: the fifth. */
export function dueStatements(): string[] {
  return FIRST_KINDS_WITH_DUE.flatMap((kind) => {
    const { table } = ROW_KINDS[kind];
    return [`DROP INDEX "@@"."${table}_by_due"`, createIndex(table, dueIndex(kind))];
  });
}
