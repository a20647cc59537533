import type { StoreInfo } from '../store-info.ts';
import { integerFromSql, integerOrNullFromSql, textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { damaged } from './sqlite-errors.ts';

/** The row that a house has of itself, as far as its page shows it. */
export interface HouseRow {
  readonly id: string;
  /** New with each commit. */
  readonly mark: string;
  /** The mark before; null: there was none, because this row was new. */
  readonly previous: string | null;
}

const LEAF_OF_A_TABLE = 0x0d;
const CELL_COUNT_AT = 3;
const CELL_AT = 8;
/** Types as SQLite writes them in a row: 32 characters, 16 bytes. The number of the row is its place, so NULL stands there. */
const TEXT_OF_ID = 77;
const BLOB_OF_MARK = 44;
const NULL = 0;
const ID_BYTES = 32;
const MARK_BYTES = 16;

/**
 * Gives the house a new mark, which remembers the one before. Every commit does: so a log shows by its pages which marks it
 * follows, and whether it goes on from the file that it lies beside. Returns the new mark. Cost: one page.
 */
export function renewMark(writer: Connection): string {
  const row = writer.get(
    'UPDATE "house" SET "previous" = "mark", "mark" = randomblob(16) RETURNING lower(hex("mark"))',
  );
  return textFromSql(row?.[0]);
}

/** The mark of the latest commit. */
export function readMark(connection: Connection): string {
  return textFromSql(connection.get('SELECT lower(hex("mark")) FROM "house"')?.[0]);
}

/** Says of the house that something in it was decided by these rules. Nothing changes where that was so before. */
export function raiseRules(writer: Connection, rules: number): void {
  writer.run('UPDATE "house" SET "rules" = ? WHERE "rules" < ?', rules, rules);
}

/** Says of a copy that it is a backup. */
export function markAsBackup(copy: Connection, backedUpAt: number): void {
  copy.run('UPDATE "house" SET "backedUpAt" = ?', backedUpAt);
}

/** Says of a house, which was a backup or a copy until now, that it was restored. */
export function markAsRestored(house: Connection, restoredAt: number): void {
  house.run(
    'INSERT INTO "restores" ("backedUpAt", "restoredAt") SELECT "backedUpAt", ? FROM "house"',
    restoredAt,
  );
  house.run('UPDATE "house" SET "backedUpAt" = NULL');
}

/** Whether the file is a backup that was not restored yet. */
export function isBackup(connection: Connection): boolean {
  return connection.get('SELECT 1 FROM "house" WHERE "backedUpAt" IS NOT NULL') !== undefined;
}

/** Two of these differ when something was changed in between, be it only the schema. */
export function changesSoFar(writer: Connection): string {
  return String(writer.get('SELECT total_changes(), "schema_version" FROM pragma_schema_version'));
}

/** What the house says of itself, with what it was restored from, oldest first. */
export function readInfo(connection: Connection): StoreInfo {
  return connection.readTogether(() => {
    const row = connection.get('SELECT "id", "rules" FROM "house"');
    if (row === undefined) throw damaged('a house with an id');
    const restores = connection.all('SELECT "backedUpAt", "restoredAt" FROM "restores" ORDER BY "number"');
    return {
      id: textFromSql(row[0]),
      schemaVersion: SCHEMA_VERSION,
      rulesVersion: integerFromSql(row[1]),
      restores: restores.map(([backedUpAt, restoredAt]) => ({
        backedUpAt: integerOrNullFromSql(backedUpAt),
        restoredAt: integerFromSql(restoredAt),
      })),
    };
  });
}

/**
 * The row of a house that a page of a file or of its log holds; undefined for any other page. The row is short and of one
 * shape, and has its page to itself, so that its first bytes identify it.
 */
export function houseRowIn(page: Buffer): HouseRow | undefined {
  if (page[0] !== LEAF_OF_A_TABLE || page.readUInt16BE(CELL_COUNT_AT) !== 1) return undefined;
  const cell = page.readUInt16BE(CELL_AT);
  if (cell + 2 > page.length) return undefined;
  const [, number, headerBytes = 0, ...types] = page.subarray(cell, cell + 7);
  if (number !== 1 || types[0] !== NULL || types[1] !== TEXT_OF_ID || types[2] !== BLOB_OF_MARK)
    return undefined;
  if (types[3] !== NULL && types[3] !== BLOB_OF_MARK) return undefined;
  const idAt = cell + 2 + headerBytes;
  const markAt = idAt + ID_BYTES;
  const previousAt = markAt + MARK_BYTES;
  return {
    id: page.toString('latin1', idAt, markAt),
    mark: page.toString('hex', markAt, previousAt),
    previous: types[3] === NULL ? null : page.toString('hex', previousAt, previousAt + MARK_BYTES),
  };
}
