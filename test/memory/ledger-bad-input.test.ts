import { describe, expect, test } from 'vitest';
import { Ledger } from '../../src/memory/index.ts';
import { badCallsOf, type GoodCall } from '../support/memory/ledger-bank-bad-values.ts';
import { misuse, perform } from '../support/memory/ledger-bank-calls.ts';
import { ledgerPicture } from '../support/memory/ledger-steps.ts';

/** One good call of each method. `HIGH` would move the observed time if a refused call left any trace. */
const HIGH = 1_000_000;
const goodCalls: readonly GoodCall[] = [
  { call: ['deposit', 'A', 5], fields: ['accountId', 'amount'] },
  { call: ['withdraw', 'A', 5], fields: ['accountId', 'amount'] },
  {
    call: ['placeHold', 'A', 5, 'h2', HIGH, 10],
    fields: ['accountId', 'amount', 'holdId', 'timestampMs', 'ttlMs'],
  },
  { call: ['releaseHold', 'A', 'h1'], fields: ['accountId', 'holdId'] },
  { call: ['captureHold', 'A', 'h1'], fields: ['accountId', 'holdId'] },
  { call: ['postedBalance', 'A', HIGH], fields: ['accountId', 'timestampMs'] },
  { call: ['availableBalance', 'A', HIGH], fields: ['accountId', 'timestampMs'] },
];

/** A ledger with a layer open and a hold alive until 20, seen at 3. */
function busyLedger(): Ledger {
  const ledger = new Ledger();
  ledger.deposit('A', 10);
  ledger.deposit('B', 4);
  ledger.placeHold('A', 3, 'h1', 3, 17);
  ledger.begin();
  ledger.withdraw('B', 1);
  return ledger;
}

function pictures(ledger: Ledger): unknown[] {
  const seen: unknown[] = [ledgerPicture(ledger, ['A', 'B', 'C'], 3)];
  seen.push(ledger.captureHold('A', 'h2'), ledger.placeHold('A', 1, 'h1', 3, 1));
  seen.push(ledgerPicture(ledger, ['A', 'B', 'C'], 19), ledger.rollback());
  seen.push(ledgerPicture(ledger, ['A', 'B', 'C'], 19), ledger.rollback());
  seen.push(ledgerPicture(ledger, ['A', 'B', 'C'], 20));
  return seen;
}

describe('bad input throws an error that names the field, and changes nothing', () => {
  test.each(badCallsOf(goodCalls))('$title', ({ call, field, value, code }) => {
    const ledger = busyLedger();
    const error = misuse(ledger, call);
    expect([error.code, error.field, error.name]).toEqual([code, field, 'TallystickError']);
    expect(Object.is(error.value, value)).toBe(true);
    expect(error.message).toContain(field);
    expect(error.expected).not.toBe('');
    expect(pictures(ledger)).toEqual(pictures(busyLedger()));
  });

  test('the good calls that these are made from do not throw, and do change something', () => {
    for (const { call } of goodCalls) {
      const ledger = busyLedger();
      perform(ledger, call);
      expect(pictures(ledger)).not.toEqual(pictures(busyLedger()));
    }
  });
});

describe('a sum beyond 64 bits is an error, never a wrap', () => {
  const MOST = 2n ** 63n - 1n;

  test.each([
    ['a second deposit', MOST, 1n],
    ['two halves', 2n ** 62n, 2n ** 62n],
    ['the greatest twice', MOST, MOST],
  ])('%s throws and changes nothing', (_, first, second) => {
    const ledger = new Ledger();
    ledger.deposit('A', first);
    ledger.begin();
    expect(misuse(ledger, ['deposit', 'A', second]).code).toBe('out_of_range');
    expect(ledgerPicture(ledger, ['A'], 0)).toEqual([['A', first, first]]);
    expect(ledger.rollback()).toBe(true);
    expect(ledgerPicture(ledger, ['A'], 0)).toEqual([['A', first, first]]);
  });

  test('held money counts: it is posted still', () => {
    const ledger = new Ledger();
    ledger.deposit('A', MOST);
    ledger.placeHold('A', 100n, 'h1', 0, 10);
    expect(misuse(ledger, ['deposit', 'A', 1]).code).toBe('out_of_range');
    expect(ledgerPicture(ledger, ['A'], 0)).toEqual([['A', MOST, MOST - 100n]]);
    ledger.captureHold('A', 'h1');
    ledger.deposit('A', 100n);
    expect(ledgerPicture(ledger, ['A'], 0)).toEqual([['A', MOST, MOST]]);
  });

  test('room made by a withdrawal can be filled again, and other accounts are not concerned', () => {
    const ledger = new Ledger();
    ledger.deposit('A', MOST);
    ledger.deposit('B', MOST);
    ledger.withdraw('A', 7);
    ledger.deposit('A', 7);
    expect(ledgerPicture(ledger, ['A', 'B'], 0)).toEqual([
      ['A', MOST, MOST],
      ['B', MOST, MOST],
    ]);
  });
});
