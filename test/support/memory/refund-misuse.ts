/** Every malformed value that the refund ledger must refuse, by the member of the call it stands in. */

import type { ErrorCode } from '../../../src/base/error.ts';
import { badAmounts } from './ledger-bank-bad-values.ts';

export interface BadMember {
  readonly member: string;
  readonly code: ErrorCode;
  readonly values: readonly unknown[];
}

const notAnId = ['', 7, 7n, null, undefined, true, {}, ['p1'], '\ud800', 'x\udc00y'];

const badAmountMember: BadMember = { member: 'amount', code: 'bad_amount', values: badAmounts };

const badTimestamps: BadMember = {
  member: 'timestamp',
  code: 'bad_timestamp',
  values: [
    1.5,
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 53,
    -(2 ** 53),
    1n,
    '1',
    null,
    undefined,
    true,
    new Date(1),
    {},
  ],
};

function badIds(member: string): BadMember {
  return { member, code: 'bad_id', values: notAnId };
}

export const badRules: BadMember = {
  member: 'rules',
  code: 'bad_rule',
  values: [
    ['NOPE'],
    ['recent_first'],
    ['RECENT_FIRST', 'ID_ASC', 'NOPE'],
    ['RECENT_FIRST '],
    ['toString'],
    ['__proto__'],
    [''],
    [undefined],
    [null],
    [0],
    [['ID_ASC']],
    'OLDEST_FIRST',
    7,
    {},
    null,
  ],
};

/** What may be wrong in the argument of `addPayment`. */
export const badPaymentMembers: readonly BadMember[] = [
  badIds('paymentId'),
  badIds('userId'),
  badAmountMember,
  badTimestamps,
];

/** What may be wrong in the argument of `addRefund`; an absent `paymentId` is not wrong. */
export const badRefundMembers: readonly BadMember[] = [
  badIds('refundId'),
  badIds('userId'),
  badAmountMember,
  badTimestamps,
  { member: 'paymentId', code: 'bad_id', values: notAnId.filter((value) => value !== undefined) },
  badRules,
];
