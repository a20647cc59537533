import { closeSync, openSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../../base/store-error.ts';
import { checkBeside } from './check-log.ts';
import { Connection, pragma } from './connection.ts';
import { type HouseLock, lockHouse } from './house-lock.ts';
import { readInfo } from './house-row.ts';
import { canMigrate, migrate } from './migrate.ts';
import { APPLICATION_ID, SCHEMA_VERSION, schemaStatements } from './schema.ts';
import { asStoreError, isNoDatabase } from './sqlite-errors.ts';
import { SqliteStore } from './sqlite-store.ts';
import { WRITE_LIMITS } from './write-limits.ts';

/** Bytes of a page, for a new file. Measured: smaller ones gain nothing, larger ones cost small batches a third. */
const PAGE_BYTES = 4096;

/**
 * Opens the house in that file, and makes it when there is no such file. No other process can write to it, or open
 * it with this function, until it is closed or the process ends.
 *
 * Throws StoreError: `house_locked` at once when it is open elsewhere; `store_version` when the file is no house, or one
 * of another version; `store_failed` when it cannot be made or read; `store_corrupt` when it is damaged.
 */
export async function openSqliteStore(path: string, limits = WRITE_LIMITS): Promise<SqliteStore> {
  const file = locateFile(resolve(path));
  let lock: HouseLock | undefined;
  let writer: Connection | undefined;
  try {
    lock = lockHouse(file);
    checkBeside(file);
    writer = new Connection(file, { isReadOnly: false });
    prepareFile(writer, file);
    return new SqliteStore(file, lock, writer, limits);
  } catch (error) {
    writer?.close();
    if (error instanceof NotAHouse || isNoDatabase(error)) {
      lock?.discard();
      throw error instanceof NotAHouse ? error : new NotAHouse(file, error);
    }
    lock?.release();
    throw asStoreError(file, error);
  }
}

/**
 * The file itself, for a path that may be a link, made empty when there is none.
 * A file that exists is not opened here: closing it would drop the locks of this process on it.
 */
function locateFile(path: string): string {
  try {
    return realPathOf(path) ?? makeEmpty(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = realPathOf(dirname(path)) === undefined ? `: make the folder ${dirname(path)} first` : '';
    throw new StoreError('store_failed', `cannot open ${path} (${reason})${advice}`, error);
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeEmpty(path: string): string {
  closeSync(openSync(path, 'a'));
  return realpathSync(path);
}

function prepareFile(writer: Connection, file: string): void {
  const applicationId = pragma(writer, 'application_id');
  const version = pragma(writer, 'user_version');
  if (applicationId === 0 && version === 0 && isEmpty(writer)) {
    makeHouse(writer);
    return;
  }
  if (applicationId !== APPLICATION_ID) throw new NotAHouse(file);
  if (version === SCHEMA_VERSION || canMigrate(version)) {
    useLog(writer);
    if (version !== SCHEMA_VERSION) migrate(writer, version);
    readInfo(writer); // Without its row a house would have no marks, and its log could not be told from another's.
    return;
  }
  const message =
    `${file} is a house of file version ${version}, and this version of tallystick reads versions up to ${SCHEMA_VERSION}: ` +
    'open it with the version that made it';
  throw new StoreError('store_version', message);
}

/**
 * A backup, or a copy that was made by VACUUM INTO, is in another mode, in which readers would hold up the writer. The change
 * is one write to the first page, so it needs no journal; one that a crash left would be beside a house that has none.
 */
function useLog(writer: Connection): void {
  if (writer.get('PRAGMA journal_mode')?.[0] === 'wal') return;
  writer.exec('PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = WAL');
}

/** Makes an empty file a house, all at once: a crash in between leaves a file that is still empty. */
function makeHouse(writer: Connection): void {
  writer.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE`);
  for (const statement of schemaStatements()) writer.exec(statement);
  writer.exec('COMMIT');
}

function isEmpty(writer: Connection): boolean {
  return writer.get('SELECT 1 FROM "sqlite_schema" LIMIT 1') === undefined;
}

class NotAHouse extends StoreError {
  constructor(file: string, cause?: unknown) {
    const message = `${file} is not a Tallystick house: give another path, or a file that does not exist yet`;
    super('store_version', message, cause);
  }
}
