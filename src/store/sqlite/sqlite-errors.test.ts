import { expect, test } from 'vitest';
import { asCommitError, asStoreError } from './sqlite-errors.ts';

/** An error as `node:sqlite` throws it. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error('as SQLite says'), { code: 'ERR_SQLITE_ERROR', errcode });
}

test.each([
  ['BUSY', 5, true],
  ['BUSY_RECOVERY', 261, true],
  ['LOCKED', 6, true],
  ['PROTOCOL', 15, true],
  ['FULL', 13, false],
  ['IOERR_WRITE', 778, false],
])('nothing was committed after %s', (_, errcode, isRetryable) => {
  const told = asCommitError('shop.db', sqliteError(errcode));
  expect(told).toMatchObject({ code: 'store_failed', isRetryable });
  expect(asStoreError('shop.db', sqliteError(errcode))).toMatchObject({ code: 'store_failed', isRetryable });
});

test.each([
  ['ERROR', 1],
  ['NOMEM', 7],
  ['INTERRUPT', 9],
  ['READONLY', 8],
  ['IOERR', 10],
  ['IOERR_READ', 266],
  ['IOERR_SHORT_READ', 522],
  ['IOERR_FSYNC', 1_034],
  ['IOERR_DIR_FSYNC', 1_290],
  ['IOERR_TRUNCATE', 1_546],
  ['IOERR_SHMSIZE', 4_874],
  ['IOERR_SHMMAP', 5_386],
  ['CORRUPT', 11],
  ['CANTOPEN', 14],
])('nobody knows what was committed after %s', (_, errcode) => {
  const told = asCommitError('shop.db', sqliteError(errcode));
  expect(told).toMatchObject({ code: 'outcome_unknown', isRetryable: false });
});

test('our own bugs are not told as errors of the store', () => {
  const bug = new TypeError('ours');
  expect(asCommitError('shop.db', bug)).toBe(bug);
  expect(asStoreError('shop.db', bug)).toBe(bug);
});
