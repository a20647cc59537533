import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilOfDay, dateOfDay, dayOfCivil } from './calendar.ts';
import { type Every, occurrence, occurrenceFrom, type RepeatCalendar } from './repeats.ts';
import { offsetIn } from './zone-offset.ts';

const DAY_MS = 86_400_000;

function moments(anchor: string, every: Every, count: number, calendar?: RepeatCalendar): string[] {
  return Array.from({ length: count }, (_, n) => {
    const moment = occurrence(Date.parse(anchor), every, n, calendar);
    return moment === null ? 'none' : new Date(moment).toISOString().slice(0, 16);
  });
}

function dates(anchor: string, every: Every, count: number, calendar?: RepeatCalendar): string[] {
  return moments(anchor, every, count, calendar).map((moment) => moment.slice(0, 10));
}

/** How far clocks of a zone are ahead. */
function clockOf(zone: string): (moment: number) => number {
  return (moment) => offsetIn(zone, moment);
}

describe('civil dates', () => {
  test('are those of the platform, over the whole range of a Date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (day) => {
        expect(dateOfDay(day)).toBe(new Date(day * DAY_MS).toISOString().split('T')[0]);
        expect(dayOfCivil(civilOfDay(day))).toBe(day);
      }),
      { numRuns: 20_000 },
    );
  });

  test('every day of 801 years', () => {
    for (
      let day = dayOfCivil({ year: 1600, month: 1, day: 1 });
      day < dayOfCivil({ year: 2401, month: 1, day: 1 });
      day += 1
    ) {
      if (dayOfCivil(civilOfDay(day)) !== day) throw new Error(dateOfDay(day));
    }
  });
});

describe('repeats in UTC', () => {
  test('the ends of months for four years: clamped each time, never for good', () => {
    expect(dates('2024-01-31T09:00Z', { months: 1 }, 49)).toEqual(
      ['2024', '2025', '2026', '2027', '2028']
        .flatMap((year) => {
          const february = Number(year) % 4 === 0 ? '29' : '28';
          const ends = ['31', february, '31', '30', '31', '30', '31', '31', '30', '31', '30', '31'];
          return ends.map((day, i) => `${year}-${String(i + 1).padStart(2, '0')}-${day}`);
        })
        .slice(0, 49),
    );
  });

  test.each<[string, string, Every, string[]]>([
    ['the 30th', '2026-01-30T00:00Z', { months: 1 }, ['2026-01-30', '2026-02-28', '2026-03-30']],
    [
      'the 29th in a common year',
      '2027-01-29T00:00Z',
      { months: 1 },
      ['2027-01-29', '2027-02-28', '2027-03-29'],
    ],
    [
      '29 February yearly',
      '2024-02-29T00:00Z',
      { years: 1 },
      ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
    ],
    [
      '29 February yearly over a century that has none',
      '2096-02-29T00:00Z',
      { years: 4 },
      ['2096-02-29', '2100-02-28', '2104-02-29'],
    ],
    ['28 February yearly stays the 28th', '2023-02-28T00:00Z', { years: 1 }, ['2023-02-28', '2024-02-28']],
    ['28 February as the last day', '2023-02-28T00:00Z', { years: 1, day: -1 }, ['2023-02-28', '2024-02-29']],
    [
      'the last day, from the middle of a month',
      '2026-01-15T00:00Z',
      { months: 1, day: -1 },
      ['2026-01-31', '2026-02-28', '2026-03-31'],
    ],
    [
      'every quarter',
      '2026-11-30T00:00Z',
      { months: 3 },
      ['2026-11-30', '2027-02-28', '2027-05-30', '2027-08-30'],
    ],
    ['over the year', '2026-12-31T00:00Z', { months: 2 }, ['2026-12-31', '2027-02-28', '2027-04-30']],
    ['days', '2026-02-27T00:00Z', { days: 1 }, ['2026-02-27', '2026-02-28', '2026-03-01']],
    ['thirty days', '2026-01-31T00:00Z', { days: 30 }, ['2026-01-31', '2026-03-02', '2026-04-01']],
    ['weeks', '2026-12-25T00:00Z', { weeks: 1 }, ['2026-12-25', '2027-01-01', '2027-01-08']],
    ['two weeks', '2026-12-25T00:00Z', { weeks: 2 }, ['2026-12-25', '2027-01-08']],
    ['before 1970', '1968-01-31T00:00Z', { months: 1 }, ['1968-01-31', '1968-02-29', '1968-03-31']],
  ])('%s', (_, anchor, every, expected) => {
    expect(dates(anchor, every, expected.length)).toEqual(expected);
  });

  test('the time of day stays, to the millisecond', () => {
    const anchor = Date.parse('2026-01-31T23:59:59.999Z');
    expect(occurrence(anchor, { months: 1 }, 1)).toBe(Date.parse('2026-02-28T23:59:59.999Z'));
    expect(occurrence(-1, { months: 1 }, 2)).toBe(Date.parse('1970-02-28T23:59:59.999Z'));
  });

  test('an occurrence is of the anchor alone, and comes after the one before', () => {
    const every = fc.oneof(
      fc.record({ days: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ weeks: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ months: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ years: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -(2 ** 40), max: 2 ** 42 }),
        every,
        fc.nat({ max: 300 }),
        (anchor, period, n) => {
          const moment = occurrence(anchor, period, n) ?? Number.NaN;
          expect(occurrence(anchor, period, 0)).toBe(anchor);
          expect(occurrence(anchor, period, n + 1)).toBeGreaterThan(moment);
          expect((moment - anchor) % DAY_MS === 0).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('dates that are skipped', () => {
  const skips = new Set(['2026-12-25', '2026-12-26', '2026-12-27', '2027-01-01']);
  const weekly = ['2026-12-18T08:00Z', { weeks: 1 }, 4] as const;

  test.each([
    ['forward', ['2026-12-18', '2026-12-28', '2027-01-02', '2027-01-08']],
    ['back', ['2026-12-18', '2026-12-24', '2026-12-31', '2027-01-08']],
    ['none', ['2026-12-18', 'none', 'none', '2027-01-08']],
  ] as const)('%s', (roll, expected) => {
    expect(dates(...weekly, { skips, roll })).toEqual(expected);
  });

  test('a gap of three days, met in its middle', () => {
    expect(dates('2026-11-26T08:00Z', { months: 1 }, 2, { skips, roll: 'forward' })).toEqual([
      '2026-11-26',
      '2026-12-28',
    ]);
    expect(dates('2026-11-26T08:00Z', { months: 1 }, 2, { skips, roll: 'back' })).toEqual([
      '2026-11-26',
      '2026-12-24',
    ]);
  });

  test('the last day of a month rolls into the next, or back', () => {
    const ends = new Set(['2027-01-31', '2027-02-01', '2027-02-28']);
    expect(dates('2026-12-31T08:00Z', { months: 1, day: -1 }, 3, { skips: ends, roll: 'forward' })).toEqual([
      '2026-12-31',
      '2027-02-02',
      '2027-03-01',
    ]);
    expect(dates('2026-12-31T08:00Z', { months: 1, day: -1 }, 3, { skips: ends, roll: 'back' })).toEqual([
      '2026-12-31',
      '2027-01-30',
      '2027-02-27',
    ]);
  });
});

describe('in a zone', () => {
  test('the time of day is that which clocks show, on both sides of a change', () => {
    const calendar = { offsetAt: clockOf('Europe/Berlin') };
    expect(moments('2026-03-27T08:00Z', { days: 1 }, 4, calendar)).toEqual([
      '2026-03-27T08:00',
      '2026-03-28T08:00',
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ]);
    expect(moments('2026-10-24T07:00Z', { days: 1 }, 3, calendar)).toEqual([
      '2026-10-24T07:00',
      '2026-10-25T08:00',
      '2026-10-26T08:00',
    ]);
  });

  test('a time that clocks leave out comes as much later, and is itself again the day after', () => {
    expect(moments('2026-03-28T01:30Z', { days: 1 }, 3, { offsetAt: clockOf('Europe/Berlin') })).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
    expect(moments('2026-03-07T07:30Z', { days: 1 }, 3, { offsetAt: clockOf('America/New_York') })).toEqual([
      '2026-03-07T07:30',
      '2026-03-08T07:30',
      '2026-03-09T06:30',
    ]);
  });

  test('of a time that clocks show twice it is the first', () => {
    expect(moments('2026-10-24T00:30Z', { days: 1 }, 3, { offsetAt: clockOf('Europe/Berlin') })).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  test('the day is that of the zone: the end of a month there', () => {
    // 00:30 on 1 February in Auckland is 31 January in UTC, and no end of a month.
    expect(moments('2026-01-31T11:30Z', { months: 1 }, 2, { offsetAt: clockOf('Pacific/Auckland') })).toEqual(
      ['2026-01-31T11:30', '2026-02-28T11:30'],
    );
    expect(
      moments('2026-01-31T11:30Z', { months: 1, day: -1 }, 1, { offsetAt: clockOf('Pacific/Auckland') }),
    ).toEqual(['2026-02-27T11:30']);
  });

  test('a date that is skipped is one of the zone', () => {
    const calendar = {
      offsetAt: clockOf('Pacific/Auckland'),
      skips: new Set(['2026-02-01']),
      roll: 'forward',
    } as const;
    expect(moments('2026-01-30T11:30Z', { days: 1 }, 3, calendar)).toEqual([
      '2026-01-30T11:30',
      '2026-02-01T11:30',
      '2026-02-01T11:30',
    ]);
  });

  test('a half hour, and a day that a zone left out', () => {
    expect(
      moments('2026-04-03T22:00Z', { days: 1 }, 3, { offsetAt: clockOf('Australia/Lord_Howe') }),
    ).toEqual(['2026-04-03T22:00', '2026-04-04T22:30', '2026-04-05T22:30']);
    // Samoa had no 30 December 2011: what falls on it comes a day later by the clock of before, with the day itself.
    expect(moments('2011-12-29T22:00Z', { days: 1 }, 3, { offsetAt: clockOf('Pacific/Apia') })).toEqual([
      '2011-12-29T22:00',
      '2011-12-30T22:00',
      '2011-12-30T22:00',
    ]);
  });
});

describe('the next that comes about', () => {
  const anchor = Date.parse('2026-12-23T08:00Z');
  const numbers = (repeat: Parameters<typeof occurrenceFrom>[1]): string[] => {
    const found: string[] = [];
    for (let n = 0; found.length < 9; n += 1) {
      const next = occurrenceFrom(anchor, repeat, n);
      if (next === null) return [...found, 'end'];
      found.push(`${next.n} ${new Date(next.at).toISOString().slice(5, 10)}`);
      n = next.n;
    }
    return found;
  };

  test('passes over dates that are skipped, which count', () => {
    const skipDates = ['2026-12-24', '2026-12-25'];
    expect(numbers({ every: { days: 1 }, count: 4, skipDates })).toEqual(['0 12-23', '3 12-26', 'end']);
    expect(numbers({ every: { days: 1 }, count: 4, skipDates, roll: 'forward' })).toEqual([
      '0 12-23',
      '1 12-26',
      '2 12-26',
      '3 12-26',
      'end',
    ]);
    expect(numbers({ every: { days: 1 }, count: 4, skipDates, roll: 'back' })).toEqual([
      '0 12-23',
      '1 12-23',
      '2 12-23',
      '3 12-26',
      'end',
    ]);
    expect(numbers({ every: { days: 1 }, count: 2, skipDates: ['2026-12-23', '2026-12-24'] })).toEqual([
      'end',
    ]);
  });

  test('up to the last moment, that one too', () => {
    const until = anchor + 2 * DAY_MS;
    expect(numbers({ every: { days: 1 }, until })).toEqual(['0 12-23', '1 12-24', '2 12-25', 'end']);
    expect(numbers({ every: { days: 1 }, until: until - 1 })).toEqual(['0 12-23', '1 12-24', 'end']);
    // Where it is moved behind the end it does not come.
    const skipDates = ['2026-12-25'];
    expect(numbers({ every: { days: 1 }, until, skipDates, roll: 'forward' })).toEqual([
      '0 12-23',
      '1 12-24',
      'end',
    ]);
  });

  test('up to the last Date there is', () => {
    const repeat = { every: { years: 10_000 } };
    expect(occurrenceFrom(anchor, repeat, 28)).toBeNull();
    expect(occurrenceFrom(anchor, repeat, 10_000_000)).toBeNull();
    expect(occurrenceFrom(anchor, repeat, 27)?.at).toBeLessThan(8_640_000_000_000_000);
  });
});
