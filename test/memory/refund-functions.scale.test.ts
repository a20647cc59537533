import { describe, expect, test } from 'vitest';
import type { PayRecord, RefundRecord } from '../oracle/plain-refund-functions.ts';
import { ALL_RULES } from '../oracle/plain-refund-ledger.ts';
import { plainFunctions, realFunctions } from '../support/memory/refund-apis.ts';

type Row = PayRecord | RefundRecord;

const RECORDS = 20_000;

/** A small generator, so that these rows are the same everywhere. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One user; about as much is refunded as is paid, so that a few hundred payments stay alive. */
function oneBusyUser(seed: number): Row[] {
  const random = randomFrom(seed);
  return Array.from({ length: RECORDS }, (_, place): Row => {
    const amount = 1 + random(50);
    const now = Math.floor(place / 4);
    if (place < 400 || random(2) === 0) return [1, (place * 7_919) % RECORDS, 1, amount, now - random(2_000)];
    const asked = random(5) === 0 ? amount * 6 : amount;
    return [2, place, 1, asked, now - random(300), random(10) === 0 ? random(RECORDS) : -1];
  });
}

/** One user whose payments pile up and are then refunded in great lumps that touch thousands of them. */
function oneHoarder(seed: number): Row[] {
  const random = randomFrom(seed);
  return Array.from({ length: RECORDS }, (_, place): Row => {
    if (place % 250 !== 249) return [1, (place * 7_919) % RECORDS, 1, 1 + random(9), random(5_000)];
    return [2, place, 1, 200 + random(3_000), 2_500 + random(2_500), -1];
  });
}

const LISTS: readonly (readonly string[])[] = [
  [],
  ...ALL_RULES.map((rule) => [rule]),
  ['LARGEST_REMAINING_FIRST', 'OLDEST_FIRST', 'ID_DESC'],
  ['SMALLEST_REMAINING_FIRST', 'RECENT_FIRST'],
  ['RECENT_FIRST', 'SMALLEST_REMAINING_FIRST', 'ID_DESC'],
  ['OLDEST_FIRST', 'LARGEST_REMAINING_FIRST'],
];

describe(`${RECORDS} records on one user`, () => {
  test.each(LISTS.map((rules) => ({ rules, title: rules.join(', ') })))('[$title]', ({ rules }) => {
    for (const rows of [oneBusyUser(rules.length + 1), oneHoarder(rules.length + 2)]) {
      const expected = plainFunctions.processRecords(rows, rules);
      const granted = expected.filter((answer) => answer.length > 0).length;
      expect(granted).toBeGreaterThan(expected.length / 4);
      const actual = realFunctions.processRecords(rows, rules);
      // Compared as text first: a readable difference of so many rows would take minutes.
      if (JSON.stringify(actual) !== JSON.stringify(expected))
        expect(firstDifference(actual, expected)).toBe('none');
    }
  });
});

function firstDifference(actual: unknown, expected: readonly unknown[]): string {
  const answers: readonly unknown[] = Array.isArray(actual) ? actual : [];
  const place = expected.findIndex((answer, at) => JSON.stringify(answer) !== JSON.stringify(answers[at]));
  return `refund ${place}: expected ${JSON.stringify(expected[place])}, got ${JSON.stringify(answers[place])}`;
}
