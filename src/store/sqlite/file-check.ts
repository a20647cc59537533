import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HOUSE_BOOK, isOfHouse } from '../side-rows.ts';
import { COUNTER_STATEMENTS, counterTableNames } from './counter-schema.ts';
import { bookTableNames, houseTableNames, quoted, schemaStatements } from './schema.ts';

export interface FileCheckProgress {
  /** The table that comes next; null: done. */
  readonly table: string | null;
  readonly done: number;
  readonly total: number;
}

/** Most problems that are reported of one table. */
const PROBLEMS_PER_TABLE_MAX = 100;

const SCHEMA = 'SELECT "sql" FROM "sqlite_schema" WHERE "sql" IS NOT NULL';

/**
 * Answers each statement with the first column of its rows, or with what went wrong. It runs in a thread of its own: to
 * check a large table takes SQLite seconds, in which nothing else could be done. It is a text, so that it is found
 * wherever the package ends up.
 */
const PROGRAM = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData } = require('node:worker_threads');
  let database;
  parentPort.on('message', (sql) => {
    try {
      database ??= new DatabaseSync(workerData.file, { readOnly: true, timeout: workerData.timeout });
      parentPort.postMessage({ found: database.prepare(sql).all().map((row) => String(Object.values(row)[0])) });
    } catch (error) {
      parentPort.postMessage({ error: String(error.message) });
    }
  });
`;

/** How long to wait for the file, when another program has it for a moment. */
const BUSY_MS = 1_000;

interface Answer {
  readonly found?: readonly string[];
  readonly error?: string;
}

/** The problems of the file, in words. When it is aborted, it rejects with the signal's reason. */
export async function checkFile(
  file: string,
  signal: AbortSignal,
  onProgress?: (progress: FileCheckProgress) => void,
): Promise<string[]> {
  const workerData = { file, timeout: BUSY_MS };
  // What this process was started with may say how a text is to be read, as `--input-type=module` does.
  const worker = new Worker(PROGRAM, { eval: true, workerData, execArgv: [] });
  const ask = async (sql: string): Promise<Answer> => {
    const answered = once(worker, 'message', { signal });
    worker.postMessage(sql);
    const [answer]: Answer[] = await answered;
    return answer ?? {};
  };
  try {
    const schema = await ask(SCHEMA);
    const hasCounters = (schema.found ?? []).some((one) => COUNTER_STATEMENTS.includes(one));
    const bookTables = bookTableNames();
    const counterTables = hasCounters ? counterTableNames() : [];
    const tables = ['sqlite_schema', ...houseTableNames(), ...bookTables, ...counterTables];
    const problems = schemaProblems(schema, hasCounters);
    for (const [done, table] of tables.entries()) {
      onProgress?.({ table, done, total: tables.length });
      problems.push(...tableProblems(table, await ask(`PRAGMA integrity_check(${quoted(table)})`)));
      // Counters may stand in a book of their own, to which nothing is ever posted.
      if (bookTables.includes(table)) problems.push(...headlessProblems(table, await ask(headlessIn(table))));
    }
    onProgress?.({ table: null, done: tables.length, total: tables.length });
    return problems;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await worker.terminate();
  }
}

/** What is so damaged that it cannot be read is a problem like any other. */
function tableProblems(table: string, { found = [], error }: Answer): string[] {
  const problems = error === undefined ? found.filter((problem) => problem !== 'ok') : [error];
  return problems.slice(0, PROBLEMS_PER_TABLE_MAX).map((problem) => `table ${table}: ${problem}`);
}

/** The books of a table's rows that have no head, so that nothing ever shows these rows; what is the house's own has none. */
function headlessIn(table: string): string {
  const heads = isOfHouse(table) ? `'${HOUSE_BOOK}'` : 'SELECT "book" FROM "books"';
  return `SELECT DISTINCT "book" FROM ${quoted(table)} WHERE "book" NOT IN (${heads})`;
}

/** A table that cannot be read was reported before. */
function headlessProblems(table: string, { found = [] }: Answer): string[] {
  const books = found.slice(0, PROBLEMS_PER_TABLE_MAX);
  return books.map((book) => `table ${table}: rows of the book ${JSON.stringify(book)}, which has no head`);
}

/** Whether the file has the tables and indexes that it was made with, to the letter; those of counters all or none. */
function schemaProblems({ found = [], error }: Answer, hasCounters: boolean): string[] {
  if (error !== undefined) return [`the schema: ${error}`];
  const others = new Set(found);
  const statements = [...schemaStatements(), ...(hasCounters ? COUNTER_STATEMENTS : [])];
  const made = statements.filter((statement) => statement.startsWith('CREATE'));
  return [
    ...made.filter((one) => !others.delete(one)).map((one) => `the schema lacks: ${one}`),
    ...[...others].map((one) => `the schema should not have: ${one}`),
  ];
}
