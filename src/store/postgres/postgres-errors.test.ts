import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../base/store-error.ts';
import { asCommitError, asStoreError, endsConnection } from './postgres-errors.ts';

const URL = 'postgres://me@h/d';

function fromServer(code: string, severity = 'ERROR'): Error {
  const error = new pg.DatabaseError('it went wrong', 0, 'error');
  return Object.assign(error, { code, severity });
}

function fromSystem(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code, syscall: 'connect' });
}

describe('an error outside of a commit', () => {
  test.each([
    ['40001', 'store_failed', true],
    ['40P01', 'store_failed', true],
    ['08006', 'store_failed', true],
    ['08P01', 'store_failed', true],
    ['53300', 'store_failed', true],
    ['55P03', 'store_failed', true],
    ['57014', 'store_failed', true],
    ['57P01', 'store_failed', true],
    ['57P02', 'store_failed', true],
    ['57P03', 'store_failed', true],
    ['25P03', 'store_failed', true],
    ['25006', 'store_failed', true],
    ['23505', 'store_failed', false],
    ['42501', 'store_failed', false],
    ['28P01', 'store_failed', false],
    ['3D000', 'store_failed', false],
    ['53100', 'store_failed', false],
    ['XX000', 'store_failed', true],
    ['XX001', 'store_corrupt', false],
    ['XX002', 'store_corrupt', false],
  ])('%s is %s; to be tried again: %s', (state, code, isRetryable) => {
    const error = asStoreError(URL, fromServer(state));
    expect(error).toMatchObject({ name: 'StoreError', code, isRetryable });
    expect(error.message).toContain(URL);
    expect(error.message).toContain('it went wrong');
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND'])(
    '%s of the system is a failed connection',
    (code) => {
      const failed = { code: 'store_failed', isRetryable: true, message: expect.stringContaining(code) };
      expect(asStoreError(URL, fromSystem(code))).toMatchObject(failed);
    },
  );

  test.each([
    ['53100', /free some space/],
    ['28P01', /check the user and the password/],
    ['3D000', /create the database/],
    ['42501', /lacks a right/],
    ['53300', /lower "writers" and "readers"/],
  ])('%s says what to do', (state, advice) => {
    expect(asStoreError(URL, fromServer(state)).message).toMatch(advice);
  });

  test('a part of a table that Citus has just moved is found a little later', () => {
    const failed = (relation: string): Error =>
      Object.assign(fromServer('42P01'), { message: `relation "tallystick.${relation}" does not exist` });
    expect(asStoreError(URL, failed('journal_102045'))).toMatchObject({ isRetryable: true });
    expect(asStoreError(URL, failed('journal'))).toMatchObject({ isRetryable: false });
  });

  test('that is told already stays what it is', () => {
    const told = new StoreError('house_closed', 'closed');
    expect(asStoreError(URL, told)).toBe(told);
  });
});

describe('an error of a commit', () => {
  test.each(['40001', '40P01', '23505', '23503'])('%s: nothing was committed', (state) => {
    expect(asCommitError(URL, fromServer(state))).toMatchObject({ code: 'store_failed' });
  });

  test.each(['XX000', '08006', '08007', '40003', '57P01', '57P02', '53100', '57014'])(
    '%s: not known',
    (state) => {
      expect(asCommitError(URL, fromServer(state))).toMatchObject({
        code: 'outcome_unknown',
        isRetryable: false,
      });
    },
  );

  test('a connection that was lost: not known', () => {
    expect(asCommitError(URL, fromSystem('ECONNRESET'))).toMatchObject({ code: 'outcome_unknown' });
    expect(asCommitError(URL, new Error('Query read timeout'))).toMatchObject({ code: 'outcome_unknown' });
  });
});

test.each([
  [fromServer('23505'), false],
  [fromServer('40P01'), false],
  [fromServer('57P01', 'FATAL'), true],
  [fromServer('XX000', 'PANIC'), true],
  [fromServer('08006'), true],
  [fromServer('25006'), true],
  [fromSystem('ECONNRESET'), true],
  [new Error('Query read timeout'), true],
])('after %o the connection is over: %s', (error, isOver) => {
  expect(endsConnection(error)).toBe(isOver);
});
