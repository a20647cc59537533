/** One random check for each of the six functions: the real answer equals the plain one, and input stays as it was. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Note } from '../../oracle/plain-refund-ledger.ts';
import { show } from './refund-and-credit-checks.ts';
import { type FunctionsApi, plainFunctions as plain } from './refund-apis.ts';
import * as records from './refund-records.ts';
import { rulesArbitrary } from './refund-script.ts';

/** A check that fast-check can run; the input is already of the length asked for. */
export interface FunctionCheck {
  readonly name: string;
  readonly property: fc.IProperty<unknown>;
}

function compare(name: string, input: readonly unknown[], real: () => unknown, expected: unknown): void {
  const call = `${name}(${input.map(show).join(', ')})`;
  let actual: unknown;
  try {
    actual = real();
  } catch (error) {
    throw new Error(`${call}\n// expected ${show(expected)}\n// but it threw ${error}`, { cause: error });
  }
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${call}\n// expected ${show(expected)}\n// got      ${show(actual)}`);
}

function ledgerChecks(api: FunctionsApi, length: number, note: Note): FunctionCheck[] {
  return [
    {
      name: 'simulateLedger',
      property: fc.property(records.ledgerOps(length), (drawn) => {
        const ops = records.present(drawn);
        compare('simulateLedger', [ops], () => api.simulateLedger(ops), plain.simulateLedger(ops, note));
      }),
    },
    {
      name: 'processRecords',
      property: fc.property(records.refundRecords(length), rulesArbitrary, (rows, rules) => {
        const expected = plain.processRecords(rows, rules, note);
        compare('processRecords', [rows, rules], () => api.processRecords(rows, rules), expected);
      }),
    },
  ];
}

function tableChecks(api: FunctionsApi, length: number, note: Note): FunctionCheck[] {
  return [
    {
      name: 'buildStorageIndexes',
      property: fc.property(records.paymentRows(length), records.amountRows(length, 4), (drawn, wished) => {
        const payments = records.present(drawn);
        const allocations = records.placeable(payments, records.present(wished));
        if (records.firstOfEachId(payments).length < payments.length) note('build: repeated payment id');
        const expected = plain.buildStorageIndexes(payments, allocations);
        compare(
          'buildStorageIndexes',
          [payments, allocations],
          () => api.buildStorageIndexes(payments, allocations),
          expected,
        );
      }),
    },
    {
      name: 'applyPartialRefunds',
      property: fc.property(
        records.amountRows(length, 12),
        records.amountRows(length, 6),
        (drawn, wished) => {
          const payments = records.firstOfEachId(records.present(drawn));
          const refunds = records.present(wished);
          const expected = plain.applyPartialRefunds(payments, refunds);
          for (const [outcome] of expected) note(`partial: ${outcome}`);
          compare(
            'applyPartialRefunds',
            [payments, refunds],
            () => api.applyPartialRefunds(payments, refunds),
            expected,
          );
        },
      ),
    },
    {
      name: 'estimateCosts',
      property: fc.property(records.costOps(length), (ops) => {
        const expected = plain.estimateCosts(ops);
        note(`cost: ${expected[2]}`);
        compare('estimateCosts', [ops], () => api.estimateCosts(ops), expected);
      }),
    },
  ];
}

function allocateCheck(api: FunctionsApi, length: number, note: Note): FunctionCheck {
  const refund = fc.tuple(
    fc.constantFrom(9, 10, -2),
    fc.nat({ max: Math.ceil(length / 4) }),
    fc.integer({ min: -1, max: 13 }),
  );
  return {
    name: 'allocateRefund',
    property: fc.property(
      records.paymentRows(length),
      fc.noBias(refund),
      rulesArbitrary,
      (drawn, asked, rules) => {
        const payments = records.firstOfEachId(records.present(drawn));
        const expected = plain.allocateRefund(payments, asked, rules);
        note(expected.length === 0 ? 'allocate: nothing' : 'allocate: something');
        compare(
          'allocateRefund',
          [payments, asked, rules],
          () => api.allocateRefund(payments, asked, rules),
          expected,
        );
      },
    ),
  };
}

/** All six, with inputs of exactly `length` rows. */
export function functionChecks(api: FunctionsApi, length: number, note: Note): readonly FunctionCheck[] {
  return [
    ...ledgerChecks(api, length, note),
    ...tableChecks(api, length, note),
    allocateCheck(api, length, note),
  ];
}

/** What `functionChecks` must be seen to meet. */
export const FUNCTION_HAPPENINGS = [
  'simulate: refund id taken',
  'simulate: unknown payment',
  'simulate: payment of another user',
  'simulate: too much',
  'simulate: refunded',
  'simulate: refunded before its payment',
  'process: refund id taken',
  'process: unknown payment',
  'process: payment of another user',
  'process: payment later than the refund',
  'process: payment does not cover',
  'process: not covered in full',
  'process: refunded',
  'process: several payments',
  'build: repeated payment id',
  'partial: 1',
  'partial: 0',
  'partial: -1',
  'cost: 1',
  'cost: -1',
  'allocate: nothing',
  'allocate: something',
];
