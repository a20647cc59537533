import type { Connection } from './connection.ts';
import {
  BEGINNINGS_STATEMENTS,
  creditOrderStatements,
  datedCreditStatements,
  FROZEN_STATEMENTS,
  lastSeqStatements,
  purseStatements,
  scheduleStatements,
} from './later-steps.ts';
import {
  ADJUSTED_STATEMENTS,
  expectedStatements,
  FIRST_HOUSE_ROW_STATEMENTS,
  findingStatements,
  GRANT_STATEMENTS,
  groupStatements,
  importStatements,
  LIMITS_STATEMENTS,
  LOCK_STATEMENTS,
  labelStatements,
  MADE_STATEMENTS,
  privateStatements,
  RETRY_STATEMENTS,
  RULES_STATEMENTS,
  SCHEMA_VERSION,
  TAKEN_BACK_STATEMENTS,
} from './schema.ts';

/**
 * The steps from the first version of the file to that of today; step n leads from version n to the next. A step that was
 * ever released is never changed: what is new is a new step, after which the schema is, to the letter, that of a new file.
 */
const STEPS: readonly (readonly string[])[] = [
  FIRST_HOUSE_ROW_STATEMENTS,
  importStatements(),
  // What is due was looked for book by book.
  ['holds', 'offers'].flatMap((table) => [
    `DROP INDEX "${table} by due"`,
    `CREATE INDEX "${table} by due" ON "${table}" ("due", "book") WHERE "due" IS NOT NULL`,
  ]),
  RETRY_STATEMENTS,
  RULES_STATEMENTS,
  MADE_STATEMENTS,
  TAKEN_BACK_STATEMENTS,
  labelStatements(),
  GRANT_STATEMENTS,
  findingStatements(),
  expectedStatements(),
  LOCK_STATEMENTS,
  privateStatements(),
  ADJUSTED_STATEMENTS,
  LIMITS_STATEMENTS,
  groupStatements(),
  FROZEN_STATEMENTS,
  BEGINNINGS_STATEMENTS,
  lastSeqStatements(),
  purseStatements(),
  scheduleStatements(),
  datedCreditStatements(),
  creditOrderStatements(),
  // What let a credit expire later.
  ['ALTER TABLE "credits" ADD COLUMN "extendedBy" INTEGER'],
];

/** Whether a file of that version is migrated when it is opened. */
export function canMigrate(version: number): boolean {
  return version > SCHEMA_VERSION - 1 - STEPS.length && version < SCHEMA_VERSION;
}

/** Migrates the file of a house, whose lock is held, to the version of this package: all of it or nothing. */
export function migrate(writer: Connection, version: number): void {
  writer.exec('BEGIN IMMEDIATE');
  try {
    for (const statement of STEPS.slice(version - 1).flat()) writer.exec(statement);
    writer.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    writer.exec('COMMIT');
  } catch (error) {
    if (writer.isInTransaction) writer.exec('ROLLBACK');
    throw error;
  }
}
