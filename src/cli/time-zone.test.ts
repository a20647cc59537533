import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateAt, readTimeZone, spanOfDay } from './time-zone.ts';

const HOUR = 3_600_000;

/** A date as people write it. */
function spanOf(zone: string, text: string): readonly [string, string, number] | undefined {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const span = spanOfDay(zone, { year, month, day });
  if (span === undefined) return undefined;
  const { first, next } = span;
  return [new Date(first).toISOString(), new Date(next).toISOString(), (next - first) / HOUR];
}

describe('a day begins and ends where its zone says', () => {
  test.each([
    ['UTC', '2026-11-15', '2026-11-15T00:00:00.000Z', 24],
    ['Asia/Kolkata', '2026-11-15', '2026-11-14T18:30:00.000Z', 24],
    ['America/New_York', '2026-11-15', '2026-11-15T05:00:00.000Z', 24],
    ['Pacific/Kiritimati', '2026-11-15', '2026-11-14T10:00:00.000Z', 24],
    // Clocks are put forward, or back, in the night.
    ['Europe/London', '2026-03-29', '2026-03-29T00:00:00.000Z', 23],
    ['Europe/London', '2026-10-25', '2026-10-24T23:00:00.000Z', 25],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', 23],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', 24.5],
    // Forward at midnight: the day has no midnight, and begins at 01:00.
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 23],
    ['Asia/Beirut', '2022-03-27', '2022-03-26T22:00:00.000Z', 23],
    // Back at midnight, to 23:00 of the day before, which is the longer one.
    ['America/Sao_Paulo', '2019-02-16', '2019-02-16T02:00:00.000Z', 25],
    ['America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00:00.000Z', 24],
    // Back at 01:00 to midnight: it is shown twice, and the day begins with the first.
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', 25],
    // Back at 00:01: one minute of the new day was shown before.
    ['America/St_Johns', '2006-10-29', '2006-10-29T02:30:00.000Z', 25],
  ])('%s %s', (zone, date, begins, hours) => {
    expect(spanOf(zone, date)).toEqual([
      begins,
      new Date(Date.parse(begins) + hours * HOUR).toISOString(),
      hours,
    ]);
  });

  test('a date that a zone left out, or that no calendar has, is no day', () => {
    expect(spanOf('Pacific/Apia', '2011-12-30')).toBeUndefined();
    expect(spanOf('Pacific/Apia', '2011-12-29')?.[1]).toBe(spanOf('Pacific/Apia', '2011-12-31')?.[0]);
    for (const zone of ['UTC', 'Europe/London']) {
      for (const date of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31']) {
        expect(spanOf(zone, date)).toBeUndefined();
      }
    }
  });

  test('days follow each other without a gap, and the first moment of each shows its date', () => {
    const zones = [
      'Europe/London',
      'America/Havana',
      'America/Sao_Paulo',
      'Africa/Casablanca',
      'Asia/Tehran',
    ];
    const days = fc.integer({
      min: Date.UTC(1980, 0, 1) / 86_400_000,
      max: Date.UTC(2040, 0, 1) / 86_400_000,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, (zone, number) => {
        const dates = [0, 1].map((i) => new Date((number + i) * 86_400_000).toISOString().slice(0, 10));
        const [today, tomorrow] = dates.map((date) => spanOf(zone, date));
        expect(today?.[1]).toBe(tomorrow?.[0]);
        expect(dateAt(zone, Date.parse(today?.[0] ?? ''))).toBe(dates[0]);
        expect(dateAt(zone, Date.parse(today?.[1] ?? '') - 1)).toBe(dates[0]);
      }),
    );
  });
});

test('a zone that nobody knows is refused by its name', () => {
  expect(readTimeZone('--time-zone', 'Europe/London')).toBe('Europe/London');
  for (const text of ['Europe/Londn', '', 'local', 'Mars/Olympus']) {
    expect(() => readTimeZone('--time-zone', text)).toThrow(
      /^--time-zone: expected the name of a time zone, such as Europe\/London, got /,
    );
  }
});
