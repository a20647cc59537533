// Why a house has closed itself.
import { StoreError } from '../../base/store-error.ts';

/** One of the files of a house is not the one that was opened. */
export function fileLost(file: string, path: string): StoreError {
  const message =
    `${path} was moved, removed or replaced while ${file} was open, so the house has closed itself: ` +
    'what was answered since then may be lost. See that no other process has it, put the file back, and open it again';
  return new StoreError('house_lost', message);
}

/** The file is the one that was opened, and something else was written into it. */
export function writtenOver(file: string): StoreError {
  const message =
    `${file} was written over while it was open, as by a copy, so the house has closed itself: what was answered since then ` +
    `may be lost. Its log, ${file}-wal, was left as it was, and does not go on from what is there now. Move both away, and restore a backup`;
  return new StoreError('house_lost', message);
}

/** The latest commit is another's: what is remembered of the house is not true any more. */
export function writtenElsewhere(file: string): StoreError {
  const message =
    `another process has opened ${file} and written to it, so its lock was lost, and the house has closed itself. ` +
    'A process that reads a file of a house which it has open, to copy the folder say, loses the lock on it: copy by a backup. ' +
    'See that no other process has the house, and open it again';
  return new StoreError('house_lost', message);
}

/** The outcome of a commit is unknown. */
export function closedAfter(file: string, outcomeUnknown: StoreError): StoreError {
  const message = `${file} has closed itself after a commit that failed: open it again`;
  return new StoreError('house_closed', message, outcomeUnknown);
}
