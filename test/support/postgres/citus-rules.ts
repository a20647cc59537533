/** What must not stand in a statement that is to run on Citus, and why. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bTRIGGER\b/i, 'a trigger would run on the nodes, or not at all'],
  [/\bMERGE\b/i, 'MERGE is not what it is on one node'],
  [/\bRECURSIVE\b/i, 'recursive queries are not distributed'],
  [/\b(?:nextval|currval|setval|SERIAL|BIGSERIAL|IDENTITY|SEQUENCE)\b/i, 'a sequence is no order over nodes'],
  [
    /\b(?:now|clock_timestamp|random|gen_random_uuid|statement_timestamp)\s*\(/i,
    'each node would have its own',
  ],
  [/\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b/i, 'each node would have its own'],
  [/\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b/i, 'a function would have to be on every node'],
  [/"book"\s*=\s*ANY/i, 'it works only as long as the books happen to be on one node'],
  [/"book"\s+IN\b/i, 'it works only as long as the books happen to be on one node'],
  [/\bLOCK\s+TABLE\b/i, 'it would lock one node'],
  [/advisory/i, 'an advisory lock is of one node and of one session, which a pooler gives to another'],
  [/\bCOPY\b/i, 'its errors come without their SQLSTATE from another node'],
  [/\bSET\s+"book"/i, 'a book never changes its name'],
  [/\bSELECT\s+\*/i, 'columns are listed, so that a later one does no harm'],
];

/** The one statement that asks for the time, and for nothing else. */
const READS_CLOCK = 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Where a table is named that rows are read from or changed in, and what follows. */
const TABLE_READ = /\b(?:FROM|JOIN|UPDATE|USING)\s+@([a-z]+)(?:\s+AS\s+("[a-z]+"))?/gi;
const INSERT = /^INSERT INTO @([a-z]+) \("book", [^)]*\) (.*)$/s;
/**
 * Rows out of arrays, joined to one locked row of the book: its head, or a gate. The book's name comes from that row; as a
 * parameter it would not tell Citus that all goes to one node, and it would COPY the rows from the one that was asked.
 */
const BESIDE_ANCHOR =
  /^SELECT "anchor"\."book", "row"\.\* FROM @(?:books AS "anchor" CROSS JOIN unnest\([^()]*\) AS "row" WHERE "anchor"\."book" = \$1|countergates AS "anchor" CROSS JOIN unnest\([^()]*\) AS "row" WHERE "anchor"\."book" = \$1 AND "anchor"\."gate" = \$2)(?: (?:ON CONFLICT|RETURNING)\b.*)?$/s;
const CONFLICT = /ON CONFLICT \(("[^)]*)\)/;

/** What is asked of all books: what is due, and once by what rules they were written. Each node answers from an index of its own. */
const OF_ALL_BOOKS =
  /^CREATE INDEX "books_by_rules" ON @books \("rules"\)$|^CREATE INDEX "[a-z]+_by_due" ON @[a-z]+ \("due", "book"(?:, [^)]*)?\) WHERE "due" IS NOT NULL$/;

/** The statements that lock rows: of a book its own, of the house the one under the book without a name. All rows of a book are on one node, so the gates of one are locked there, in order. */
const LOCKS: readonly RegExp[] = [
  /^SELECT [^()]* FROM @(?:books|house) WHERE "book" = \$1 FOR UPDATE$/,
  /^SELECT "gate" FROM @countergates WHERE "book" = \$1 AND "gate" = 0 FOR UPDATE$/,
  /^SELECT "gate" FROM @countergates WHERE "book" = \$1 ORDER BY "gate"(?: LIMIT 1 FOR UPDATE SKIP LOCKED| FOR UPDATE)$/,
];

/** What is wrong with a statement; `book` ones are about one book, whose name is $1. */
export function findFaults(reach: 'book' | 'other', text: string): string[] {
  // The one that is asked, and no node behind it, says what time it is.
  if (reach === 'other' && text === READS_CLOCK) return [];
  const faults = FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, why]) => why);
  if (reach === 'other') return [...faults, ...faultsOfOther(text)];
  for (const [match, , alias] of text.matchAll(TABLE_READ)) {
    const rest = text.slice(text.indexOf(match) + match.length);
    const where = alias === undefined ? 'WHERE "book" = $1' : `WHERE ${alias}."book" = $1`;
    const clause = rest.slice(rest.search(/\bWHERE\b/));
    // Each one's own condition comes before the next table is named.
    const next = rest.search(/\b(?:FROM|JOIN)\s+@/);
    const isOwn = next === -1 || rest.search(/\bWHERE\b/) < next;
    if (!isOwn || !clause.startsWith(where)) faults.push(`${match} is not held to the book first of all`);
  }
  if (
    /\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b|\bFOR KEY SHARE\b/.test(text) &&
    !LOCKS.some((one) => one.test(text))
  ) {
    faults.push('rows are locked of one book, or gates of one book in their order, and nothing else');
  }
  if (text.startsWith('INSERT')) faults.push(...faultsOfInsert(text));
  if (/\bOR\b/.test(text.replace(/"[^"]*"/g, ''))) faults.push('OR could lead out of the book');
  return faults;
}

function faultsOfInsert(text: string): string[] {
  const faults: string[] = [];
  const [, , rest = ''] = INSERT.exec(text) ?? [];
  if (!rest.startsWith('VALUES ($1, ') && !BESIDE_ANCHOR.test(rest)) {
    faults.push(
      'rows are inserted one by one, or out of arrays beside a row of their book, which gives the name',
    );
  }
  const conflict = CONFLICT.exec(text)?.[1];
  if (conflict !== undefined && !conflict.startsWith('"book"')) faults.push('a conflict is within a book');
  if (/DO UPDATE SET .*"book" =/.test(text)) faults.push('a book never changes its name');
  return faults;
}

const MIGRATION_ROW = /^INSERT INTO @migrations /;
/** A step of the schema that fills a new column out of its own row: each shard does that by itself. */
const COLUMN_FROM_COLUMN = /^UPDATE @\w+ SET "\w+" = "\w+"$/;

/** A step that fills a new column out of rows of the same book, summed up by it: each shard does that by itself, too. */
const COLUMN_FROM_ROWS =
  /^UPDATE @\w+ AS (\w+) SET "\w+" = (\w+)\."\w+"\s+FROM \(SELECT "book", [^()]*\([^()]*\)[^()]* FROM @\w+ GROUP BY "book", "\w+"\) AS \2\s+WHERE \2\."book" = \1\."book" AND [^()]*$/;

/** A step that says one thing of the books that have rows in a table: each machine knows of its own. */
const WORD_FROM_ROWS =
  /^UPDATE @books AS (\w+) SET "\w+" = '[^']*'\s+FROM \(SELECT DISTINCT "book" FROM @\w+\) AS (\w+) WHERE \2\."book" = \1\."book"$/;

/** The step that makes the list of books, out of the heads that there were. */
const NAMES_OF_HEADS =
  /^INSERT INTO @booknames \("book", "name", "rules"\) SELECT '', "book", "rules" FROM @books WHERE "link" IS NOT NULL$/;

/** Of statements about all books or about the schema. */
function faultsOfOther(text: string): string[] {
  const faults: string[] = [];
  const allowed = [MIGRATION_ROW, COLUMN_FROM_COLUMN, COLUMN_FROM_ROWS, WORD_FROM_ROWS, NAMES_OF_HEADS];
  const isAllowed = allowed.some((form) => form.test(text));
  if (/\b(?:INSERT|UPDATE|DELETE)\b/.test(text) && !isAllowed) {
    faults.push('rows are changed book by book');
  }
  if (/\bFOR UPDATE\b/.test(text)) faults.push('books are locked one by one');
  for (const [join] of text.matchAll(/\bJOIN\s+@.*/g)) {
    if (!/ ON ("[a-z]+")\."book" = ("[a-z]+")\."book"$/.test(join))
      faults.push('tables are joined by the book alone');
  }
  if (/^CREATE TABLE @(?!migrations)/.test(text)) {
    if (!/^CREATE TABLE @[a-z]+ \("book" text COLLATE "C" NOT NULL,/.test(text)) {
      faults.push('the book is the first column of every table');
    }
    if (/\b(?:PRIMARY KEY|UNIQUE|REFERENCES|CHECK)\b/.test(text))
      faults.push('constraints are added on their own');
    if (/(?<!")\btext\b(?! COLLATE "C")/.test(text)) faults.push('text is in the order of its bytes');
  }
  const isOfMigrations = /^ALTER TABLE @migrations /.test(text);
  if (
    !isOfMigrations &&
    /\b(?:PRIMARY KEY|UNIQUE)\b/.test(text) &&
    !/(?:PRIMARY KEY|UNIQUE) \("book"/.test(text)
  ) {
    faults.push('every key begins with the book');
  }
  if (/^CREATE INDEX/.test(text) && !/ \("book", /.test(text) && !OF_ALL_BOOKS.test(text))
    faults.push('every index begins with the book');
  return faults;
}
