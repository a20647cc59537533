import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../base/store-error.ts';
import { isBusy } from './sqlite-errors.ts';

/** Held as long as the house is open. The system drops it when the process ends, however it ends. */
export interface HouseLock {
  release(): void;
  /** Releases it and takes away its file: there is no house for which anyone else could want it. */
  discard(): void;
}

/**
 * Takes the house's lock, or throws `house_locked` at once. The lock is a write transaction that stays open on an
 * empty database beside the house, so that the house itself can still be read by other programs.
 * The file is the house's own, not a link to it: else there would be as many locks as links.
 */
export function lockHouse(file: string): HouseLock {
  const lockFile = `${file}-lock`;
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    // Not EXCLUSIVE: of two that ask for it at the same time both could be refused. Of two writers one always gets it.
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const message = `${file} is open in another process, or in this one: close it there first`;
    throw new StoreError('house_locked', message, error);
  }
  return {
    release: () => database.close(),
    discard: () => {
      database.close();
      rmSync(lockFile, { force: true });
    },
  };
}
