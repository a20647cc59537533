import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { misuse, show } from '../support/memory/refund-and-credit-checks.ts';
import { type LedgerApi, openRealLedger } from '../support/memory/refund-apis.ts';
import {
  type BadMember,
  badPaymentMembers,
  badRefundMembers,
  badRules,
} from '../support/memory/refund-misuse.ts';

const PAYMENT = { paymentId: 'new', userId: 'ann', amount: 5, timestamp: 5 };
const REFUND = { refundId: 'new', userId: 'ann', amount: 5, timestamp: 5 };

/** A ledger in the middle of its life, with a payment of each kind: untouched, partly drawn, exhausted. */
function livedIn(): LedgerApi {
  const ledger = openRealLedger({ rules: ['RECENT_FIRST'] });
  ledger.addPayment({ paymentId: 'p1', userId: 'ann', amount: 10, timestamp: 1 });
  ledger.addPayment({ paymentId: 'p2', userId: 'ann', amount: 10n, timestamp: 2 });
  ledger.addPayment({ paymentId: 'p3', userId: 'bob', amount: 10, timestamp: 3 });
  ledger.addRefund({ refundId: 'r1', userId: 'ann', amount: 4, timestamp: 2 });
  ledger.addRefund({ refundId: 'r2', userId: 'bob', amount: 10, timestamp: 3 });
  return ledger;
}

/** All that can be seen; the last calls change the ledger, so it ends here. */
function everythingSeen(ledger: LedgerApi): unknown[] {
  return [
    ...['ann', 'bob', 'nobody'].map((userId) => ledger.getUserBalance(userId)),
    ...['p1', 'p2', 'p3', 'new', 'nothing'].map((paymentId) => ledger.remaining(paymentId)),
    ledger.addRefund({ ...REFUND, amount: 7 }),
    ledger.addRefund({ ...REFUND, refundId: 'r1', amount: 1 }),
    ledger.addPayment(PAYMENT),
    ledger.addRefund({ ...REFUND, refundId: 'last', amount: 14 }),
    ledger.getUserBalance('ann'),
  ];
}

function cases(
  members: readonly BadMember[],
): { shown: string; member: string; code: string; value: unknown }[] {
  return members.flatMap(({ member, code, values }) =>
    values.map((value) => ({ shown: `${member}: ${show(value)}`, member, code, value })),
  );
}

function expectRefusal(act: (ledger: LedgerApi) => unknown, code: string, member: string): void {
  const ledger = livedIn();
  const error = misuse(() => act(ledger));
  expect(error.code).toBe(code);
  expect(error.field).toContain(member);
  expect(error.message).toContain(error.field);
  expect(error.expected).not.toBe('');
  expect(error.name).toBe('TallystickError');
  expect(everythingSeen(ledger)).toEqual(everythingSeen(livedIn()));
}

describe('misuse throws, names what is wrong, and changes nothing', () => {
  test.each(cases(badPaymentMembers))('addPayment with $shown', ({ member, code, value }) => {
    expectRefusal((ledger) => ledger.addPayment({ ...PAYMENT, [member]: value }), code, member);
  });

  test.each(cases(badRefundMembers))('addRefund with $shown', ({ member, code, value }) => {
    expectRefusal((ledger) => ledger.addRefund({ ...REFUND, [member]: value }), code, member);
  });

  test.each(cases(badRefundMembers))('addRefund by id with $shown', ({ member, code, value }) => {
    expectRefusal(
      (ledger) => ledger.addRefund({ ...REFUND, paymentId: 'p1', [member]: value }),
      code,
      member,
    );
  });

  test.each(cases(badPaymentMembers.filter(({ member }) => member !== 'paymentId')))(
    'addPayment under a taken id with $shown',
    ({ member, code, value }) => {
      expectRefusal(
        (ledger) => ledger.addPayment({ ...PAYMENT, paymentId: 'p1', [member]: value }),
        code,
        member,
      );
    },
  );

  test.each(cases(badRefundMembers.filter(({ member }) => member !== 'refundId')))(
    'addRefund under a taken id with $shown',
    ({ member, code, value }) => {
      expectRefusal(
        (ledger) => ledger.addRefund({ ...REFUND, refundId: 'r1', [member]: value }),
        code,
        member,
      );
    },
  );

  test.each(cases([badRules]))('a new ledger with $shown', ({ code, value }) => {
    const error = misuse(() => openRealLedger({ rules: value }));
    expect([error.code, error.field.includes('rules')]).toEqual([code, true]);
  });

  test.each([undefined, null, 5, 'p1', 5n])('calls without an argument object: %s', (value) => {
    for (const method of ['addPayment', 'addRefund'] as const) {
      const ledger = livedIn();
      expect(misuse(() => ledger[method](value))).toBeInstanceOf(TallystickError);
      expect(everythingSeen(ledger)).toEqual(everythingSeen(livedIn()));
    }
  });

  test.each(['', 7, null, undefined, {}, '\ud800'])('reads with a malformed id: %j', (id) => {
    expect(misuse(() => livedIn().getUserBalance(id)).code).toBe('bad_id');
    expect(misuse(() => livedIn().remaining(id)).code).toBe('bad_id');
  });
});

describe('the edge of 64 bits', () => {
  test('a balance beyond it is refused or exact, never wrapped', () => {
    const most = 2n ** 63n - 1n;
    const ledger = openRealLedger();
    ledger.addPayment({ paymentId: 'p1', userId: 'ann', amount: most, timestamp: 1 });
    let sum = most;
    try {
      ledger.addPayment({ paymentId: 'p2', userId: 'ann', amount: 1n, timestamp: 1 });
      sum = most + 1n;
    } catch (error) {
      expect(error).toBeInstanceOf(TallystickError);
      expect(ledger.remaining('p2')).toBeNull();
    }
    expect(ledger.getUserBalance('ann')).toBe(sum);
  });
});
