import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { StoreError } from '../../base/store-error.ts';
import { Connection } from './connection.ts';
import { statsOf, systemCodeOf } from './file-identity.ts';
import { schemaStatements } from './schema.ts';

/** Bytes of a page, for a new file. Measured: smaller ones gain nothing, larger ones cost small batches a third. */
const PAGE_BYTES = 4096;

/** What SQLite reads into a file of the name before it, whatever that is. */
const LOG_SUFFIXES = ['-wal', '-journal'];

/** What is said where a file system has no links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/**
 * Makes the file of a new house, whose lock is held. It is there whole or not at all: it is made beside its place, so that
 * a file which is no house is never taken for one that a crash left half made.
 */
export function makeHouse(file: string): void {
  const left = LOG_SUFFIXES.map((suffix) => `${file}${suffix}`).find(
    (path) => (statsOf(path)?.size ?? 0n) > 0n,
  );
  if (left !== undefined) {
    const message =
      `${left} is there without ${file}: it may hold the latest writes of a house. ` +
      'Put that back beside it, or move it away';
    throw new StoreError('store_failed', message);
  }
  const making = removeHalfMade(file);
  try {
    const connection = new Connection(making, { isReadOnly: false });
    try {
      connection.exec(`PRAGMA page_size = ${PAGE_BYTES}; BEGIN IMMEDIATE`);
      for (const statement of schemaStatements()) connection.exec(statement);
      connection.exec('COMMIT');
    } finally {
      connection.close();
    }
    putInPlace(making, file);
  } finally {
    removeHalfMade(file);
  }
}

/** Takes away what a process has left that ended in the middle; returns where the next house is made. */
export function removeHalfMade(file: string): string {
  const making = `${file}-making`;
  for (const suffix of ['', ...LOG_SUFFIXES]) rmSync(`${making}${suffix}`, { force: true });
  return making;
}

/** Nothing that has come to be there meanwhile is replaced. */
function putInPlace(making: string, file: string): void {
  try {
    linkSync(making, file);
  } catch (error) {
    if (!NO_LINKS.includes(systemCodeOf(error) ?? '') || existsSync(file)) throw error;
    renameSync(making, file);
  }
}
