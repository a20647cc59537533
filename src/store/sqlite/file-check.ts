import { setImmediate } from 'node:timers/promises';
import { textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { quoted, schemaStatements, tableNames } from './schema.ts';

export interface FileCheckProgress {
  /** The table that comes next; null: done. */
  readonly table: string | null;
  readonly done: number;
  readonly total: number;
}

/** How the connection is used: errors come out of it as ours. */
type Use = <T>(work: (connection: Connection) => T) => T;

/** Most problems that are told of one table. */
const PROBLEMS_PER_TABLE_MAX = 100;

/** The problems of the file, in words. Between two tables it lets others run. */
export async function checkFile(
  use: Use,
  onProgress?: (progress: FileCheckProgress) => void,
): Promise<string[]> {
  const tables = ['sqlite_schema', ...tableNames()];
  const problems = checkSchema(use);
  for (const [done, table] of tables.entries()) {
    onProgress?.({ table, done, total: tables.length });
    await setImmediate();
    problems.push(...checkTable(use, table));
  }
  onProgress?.({ table: null, done: tables.length, total: tables.length });
  return problems;
}

function checkTable(use: Use, table: string): string[] {
  return attempt(table, () => {
    const sql = `PRAGMA integrity_check(${quoted(table)})`;
    const found = use((connection) => connection.all(sql)).map((row) => textFromSql(row[0]));
    return found
      .filter((problem) => problem !== 'ok')
      .slice(0, PROBLEMS_PER_TABLE_MAX)
      .map((problem) => `table ${table}: ${problem}`);
  });
}

/** Whether the file has the tables and indexes that it was made with, to the letter. */
function checkSchema(use: Use): string[] {
  return attempt('sqlite_schema', () => {
    const sql = `SELECT "sql" FROM "sqlite_schema" WHERE "sql" IS NOT NULL`;
    const found = new Set(use((connection) => connection.all(sql)).map((row) => textFromSql(row[0])));
    const made = schemaStatements().filter((statement) => statement.startsWith('CREATE'));
    return [
      ...made.filter((one) => !found.delete(one)).map((one) => `the schema lacks: ${one}`),
      ...[...found].map((one) => `the schema should not have: ${one}`),
    ];
  });
}

/** What is so damaged that it cannot be read is a problem like any other. */
function attempt(table: string, check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [`table ${table}: ${error.message}`];
  }
}
