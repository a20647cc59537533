import { describe, expect, test } from 'vitest';
import { withMoments } from './later-command.ts';
import { ANY_TIME } from './moment-text.ts';

const BERLIN = { zone: 'Europe/Berlin', allowsOld: false };

describe('moments in a command that is carried out later', () => {
  test.each([
    ['{"expiresAt":"2026-06-30"}', `{"expiresAt":${Date.UTC(2026, 6, 1)}}`],
    [
      '{ "expiresAt" : "2026-06-30T10:00Z" , "a": 1.50 }',
      `{ "expiresAt" : ${Date.UTC(2026, 5, 30, 10)} , "a": 1.50 }`,
    ],
    ['{"expiresAt":"never"}', '{"expiresAt":null}'],
    ['{"expiresAt":5,"hold":"expiresAt"}', '{"expiresAt":5,"hold":"expiresAt"}'],
    // Inside of a text it is a part of that.
    [
      String.raw`{"hold":"\"expiresAt\":\"2026-06-30\""}`,
      String.raw`{"hold":"\"expiresAt\":\"2026-06-30\""}`,
    ],
  ])('%s', (text, expected) => {
    expect(withMoments('--command', text, ANY_TIME)).toBe(expected);
  });

  test('a date is one of the zone, and what is no moment is named', () => {
    const midnight = Date.UTC(2026, 5, 30, 22);
    expect(withMoments('--command', '{"expiresAt":"2026-06-30"}', BERLIN)).toBe(`{"expiresAt":${midnight}}`);
    const bad = { code: 'bad_timestamp', field: '--command.expiresAt' };
    expect(() => withMoments('--command', '{"expiresAt":"soon"}', BERLIN)).toThrow(
      expect.objectContaining(bad),
    );
  });
});
