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

  const said = (state: string, message: string, more: object = {}): StoreError =>
    asStoreError(URL, Object.assign(fromServer(state), { message }, more));

  test.each([
    'failed to COPY to shard 102045 on worker1.example:5432',
    'Failed to COPY to shard tallystick.journal_102045 : server closed the connection unexpectedly,',
    'failed to complete COPY on worker1.example:5432',
  ])('a worker that was lost comes back: 58030 %s', (message) => {
    expect(said('58030', message)).toMatchObject({ code: 'store_failed', isRetryable: true });
  });

  test('a disk that is broken does not mend itself, by the same SQLSTATE', () => {
    const message = 'could not write to file "base/5/16384": Input/output error';
    expect(said('58030', message)).toMatchObject({ code: 'store_failed', isRetryable: false });
  });

  test.each([
    'fe_sendauth: no password supplied',
    'FATAL:  password authentication failed for user "teller"',
    'FATAL:  SSL certificate authentication failed for user "teller"',
    'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "teller", database "ledger", no encryption',
    'FATAL:  pg_hba.conf rejects connection for host "10.0.0.1"',
    'FATAL:  role "teller" does not exist',
    'FATAL:  role "teller" is not permitted to log in',
    'FATAL:  database "ledger" does not exist',
    'FATAL:  permission denied for database "ledger"',
    'FATAL:  connection requires a valid client certificate',
    'SSL error: certificate verify failed',
    'server does not support SSL, but SSL was required',
    'SCRAM authentication requires libpq version 10 or above',
    'authentication method 10 not supported',
    'auth method "scram-sha-256" requirement failed: server requested an MD5-hashed password',
    'root certificate file "/var/lib/postgresql/.postgresql/root.crt" does not exist',
  ])('one machine of a cluster does not let another in, and never will by itself: %s', (why) => {
    const refused = { code: 'store_failed', isRetryable: false };
    const remote = `connection to the remote node teller@worker1.example:5432 failed with the following error: ${why}`;
    expect(said('08006', remote)).toMatchObject(refused);
    expect(said('08006', remote).message).toMatch(/check pg_hba\.conf and ~\/\.pgpass$/);
    expect(said('08006', 'connection error: worker1.example:5432', { detail: why })).toMatchObject(refused);
    expect(said('58030', 'failed to complete COPY on worker1.example:5432', { detail: why })).toMatchObject(
      refused,
    );
    expect(said('XX000', why)).toMatchObject(refused);
  });

  test.each([
    'Connection refused',
    'server closed the connection unexpectedly',
    'FATAL:  the database system is starting up',
    'FATAL:  sorry, too many clients already',
    'FATAL:  canceling authentication due to timeout',
    'SSL SYSCALL error: Connection reset by peer',
  ])('a machine of a cluster that cannot be reached can be, later: %s', (why) => {
    const passing = { code: 'store_failed', isRetryable: true };
    const remote = `connection to the remote node teller@scram.certificate.example:5432 failed with the following error: ${why}`;
    expect(said('08006', remote)).toMatchObject(passing);
    expect(said('XX000', why)).toMatchObject(passing);
  });

  test.each([
    'duplicate key value violates unique constraint "journal_key_102045"',
    'new row for relation "x_102045" violates check constraint "y"',
    'null value in column "seq" of relation "journal_102045" violates not-null constraint',
    'value "9223372036854775808" is out of range for type bigint',
    'invalid input syntax for type bigint: "x"',
    'invalid byte sequence for encoding "UTF8": 0x00',
    'value too long for type character varying(3)',
    'index row size 2720 exceeds btree version 4 maximum 2704 for index "journal_key_102045"',
    'row is too big: size 9000, maximum size 8160',
    'missing data for column "seq"',
    'extra data after last expected column',
    'permission denied for table journal_102045',
    'must be owner of table journal_102045',
    'could not extend file "base/5/16384": No space left on device',
    'column "expected" of relation "holds_102045" does not exist',
    'relation "tallystick.journal" does not exist',
  ])('of rows that are copied, Citus tells by XX000 what never passes: %s', (message) => {
    expect(said('XX000', message)).toMatchObject({ code: 'store_failed', isRetryable: false });
  });

  test.each([
    'server closed the connection unexpectedly',
    'connection not open',
    'tuple concurrently updated',
    'relation "tallystick.journal_102045" does not exist',
    'terminating connection due to administrator command',
    'cannot execute COPY FROM in a read-only transaction',
  ])('and so it tells what passes: %s', (message) => {
    expect(said('XX000', message)).toMatchObject({ code: 'store_failed', isRetryable: true });
  });

  test.each([
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
    'SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature does not match',
    'The server does not support SSL connections',
    'self-signed certificate in certificate chain',
    "Hostname/IP does not match certificate's altnames",
  ])('the driver is not let in, and has no SQLSTATE for it: %s', (message) => {
    const error = asStoreError(URL, new Error(message));
    expect(error).toMatchObject({ code: 'store_failed', isRetryable: false });
    expect(error.message).toMatch(/check the user, the password and the certificates of the url$/);
  });

  test('a name that is not found passes, whatever the name is', () => {
    const failed = Object.assign(fromSystem('ENOTFOUND'), { message: 'getaddrinfo ENOTFOUND scram' });
    expect(asStoreError(URL, failed)).toMatchObject({ isRetryable: true });
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
