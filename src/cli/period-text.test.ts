import { expect, test } from 'vitest';
import { readDates, readPeriod } from './period-text.ts';

test.each([
  ['1 day', { days: 1 }],
  ['2 weeks', { weeks: 2 }],
  ['1 month', { months: 1 }],
  [' 3months ', { months: 3 }],
  ['10-years', { years: 10 }],
  ['last day of 1 month', { months: 1, day: -1 }],
  ['last-day-of-3-months', { months: 3, day: -1 }],
])('%s is read', (text, expected) => {
  expect(readPeriod('--every', text)).toEqual(expected);
});

test.each(['', 'month', '0 days', '-1 day', '1.5 days', '1 hour', 'last day of month', 'every 1 day', '1 d'])(
  '%j is no period',
  (text) => {
    expect(() => readPeriod('--every', text)).toThrow(/^--every: expected "1 month"/);
  },
);

test('dates are read whatever stands around them', () => {
  expect(readDates('2026-12-25, 2026-12-26')).toEqual(['2026-12-25', '2026-12-26']);
});
