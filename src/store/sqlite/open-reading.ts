import { StoreError } from '../../base/store-error.ts';
import { findPlace } from '../find-place.ts';
import { Connection, pragma } from './connection.ts';
import { FileWatch } from './file-identity.ts';
import { HouseWatch } from './house-watch.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';
import { asStoreError } from './sqlite-errors.ts';
import { SqliteStore } from './sqlite-store.ts';
import { WRITE_LIMITS } from './write-limits.ts';

const NO_LOCK = { file: '', release: () => {}, discard: () => {} };

/**
 * Opens the file of a house to read it without its lock. `isAlone`: a copy that nobody else has, and that is not to be touched;
 * else a house that others may open, and close, meanwhile. The last to close a house folds its log into the file, and that may
 * be this one. Throws StoreError `store_version` when it is no house of this version.
 */
export async function openSqliteReading(
  path: string,
  { isAlone }: { readonly isAlone: boolean },
): Promise<SqliteStore> {
  const { path: file } = findPlace(path);
  let reader: Connection | undefined;
  try {
    // Not read by itself: closing it again would drop the locks of this process, which may have the house open.
    reader = new Connection(file, { isReadOnly: isAlone });
    if (
      pragma(reader, 'application_id') !== APPLICATION_ID ||
      pragma(reader, 'user_version') !== SCHEMA_VERSION
    ) {
      throw new StoreError('store_version', `${file} is no house of file version ${SCHEMA_VERSION}`);
    }
    const watch = new HouseWatch(file, new FileWatch([file]));
    return new SqliteStore({ file, lock: NO_LOCK, watch, writer: reader, limits: WRITE_LIMITS });
  } catch (error) {
    reader?.close();
    throw asStoreError(file, error);
  }
}
