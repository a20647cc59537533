import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { bareAdd, bareUse, type CreditApi, openRealCredits } from '../support/memory/credit-apis.ts';
import { badArgumentsOf, type CreditArgument } from '../support/memory/credit-misuse.ts';
import { misuse, show } from '../support/memory/refund-and-credit-checks.ts';

/** A balance in the middle of its life: credits untouched, partly spent, exhausted, expired; requests of both outcomes. */
function livedIn(): CreditApi {
  const credits = openRealCredits();
  credits.add('ann', 'c1', 10, { a: 2 });
  credits.add('ann', 'c2', 10n, { a: 3, b: 1n });
  credits.add('ann', 'c3', 10, null);
  credits.add('bob', 'c1', 5, {});
  credits.use('ann', 14, {}, { requestId: 'q1' });
  credits.use('bob', 1, {}, { requestId: 'q2' });
  return credits;
}

const CLOCKS = [{}, { a: 2 }, { a: 3 }, { a: 3, b: 1 }, { b: 9 }];

/** All that can be seen; the last calls change the balance, so it ends here. */
function everythingSeen(credits: CreditApi): unknown[] {
  return [
    ...CLOCKS.flatMap((at) => ['ann', 'bob', 'nobody'].map((userId) => credits.balance(userId, at))),
    bareUse(credits.use('ann', 14, {}, { requestId: 'q1' })),
    bareUse(credits.use('bob', 1, {}, { requestId: 'q2' })),
    bareUse(credits.use('ann', 5, { a: 1 }, { requestId: 'new' })),
    bareAdd(credits.add('ann', 'new', 5, { a: 1 })),
    bareUse(credits.use('ann', 16, {})),
  ];
}

/** Right arguments, except for the named one. */
function callAdd(credits: CreditApi, name: CreditArgument, value: unknown, creditId = 'new'): unknown {
  const right: Record<string, unknown> = {
    userId: 'ann',
    creditId,
    amount: 7,
    expiryVc: { a: 9 },
    [name]: value,
  };
  return credits.add(right.userId, right.creditId, right.amount, right.expiryVc);
}

function callUse(credits: CreditApi, name: CreditArgument, value: unknown, requestId = 'new'): unknown {
  const right: Record<string, unknown> = {
    userId: 'ann',
    amount: 5,
    atVc: { a: 1 },
    requestId,
    [name]: value,
  };
  return credits.use(right.userId, right.amount, right.atVc, { requestId: right.requestId });
}

function callBalance(credits: CreditApi, name: CreditArgument, value: unknown): unknown {
  const right: Record<string, unknown> = { userId: 'ann', atVc: { a: 1 }, [name]: value };
  return credits.balance(right.userId, right.atVc);
}

interface Case {
  readonly shown: string;
  readonly name: CreditArgument;
  readonly code: string;
  readonly value: unknown;
}

function cases(...names: readonly CreditArgument[]): Case[] {
  return badArgumentsOf(...names).flatMap(({ argument, code, values }) =>
    values.map((value) => ({ shown: `${argument}: ${show(value)}`, name: argument, code, value })),
  );
}

function expectRefusal(act: (credits: CreditApi) => unknown, code: string, name: string): void {
  const credits = livedIn();
  const error = misuse(() => act(credits));
  expect(error.code).toBe(code);
  expect(error.field).toContain(name);
  expect(error.message).toContain(error.field);
  expect(error.name).toBe('TallystickError');
  expect(everythingSeen(credits)).toEqual(everythingSeen(livedIn()));
}

describe('misuse throws, names what is wrong, and changes nothing', () => {
  test.each(cases('userId', 'creditId', 'amount', 'expiryVc'))('add with $shown', ({ name, code, value }) => {
    expectRefusal((credits) => callAdd(credits, name, value), code, name);
  });

  test.each(cases('userId', 'amount', 'expiryVc'))(
    'add of a credit that exists with $shown',
    ({ name, code, value }) => {
      expectRefusal((credits) => callAdd(credits, name, value, 'c1'), code, name);
    },
  );

  test.each(cases('userId', 'amount', 'atVc', 'requestId'))('use with $shown', ({ name, code, value }) => {
    expectRefusal((credits) => callUse(credits, name, value), code, name);
  });

  test.each(cases('userId', 'amount', 'atVc'))(
    'use under an answered request with $shown',
    ({ name, code, value }) => {
      expectRefusal((credits) => callUse(credits, name, value, 'q1'), code, name);
    },
  );

  test.each(cases('userId', 'atVc'))('balance with $shown', ({ name, code, value }) => {
    expectRefusal((credits) => callBalance(credits, name, value), code, name);
  });

  test('the field leads to the component of the clock', () => {
    const error = misuse(() => openRealCredits().add('ann', 'c1', 5, { good: 1, wrong: -1 }));
    expect(error.field).toContain('wrong');
    expect(error.value).toBe(-1);
  });

  test('a call for nobody is judged too', () => {
    expect(misuse(() => openRealCredits().use('nobody', 0, {})).code).toBe('bad_amount');
    expect(misuse(() => openRealCredits().use('nobody', 1, { a: -1 })).code).toBe('bad_clock');
    expect(misuse(() => openRealCredits().balance('nobody', null)).code).toBe('bad_clock');
  });
});

describe('what callers hold is theirs, what is inside stays inside', () => {
  test('a clock changed afterwards changes nothing here', () => {
    const credits = openRealCredits();
    const expiry: Record<string, number> = { a: 2 };
    const asMap = new Map([['a', 2]]);
    credits.add('ann', 'c1', 5, expiry);
    credits.add('ann', 'c2', 5, asMap);
    expiry.a = 1;
    asMap.set('a', 1);
    expect(credits.balance('ann', { a: 1 })).toBe(10n);
    const at: Record<string, number> = { a: 1 };
    credits.use('ann', 1, at, { requestId: 'q1' });
    at.a = 2;
    expect(bareUse(credits.use('ann', 1, { a: 1 }, { requestId: 'q1' })).ok).toBe(true);
  });

  test('an answer changed by its receiver is still given again as it was', () => {
    const credits = openRealCredits();
    credits.add('ann', 'c1', 5, null);
    const ask = (): unknown => credits.use('ann', 3, {}, { requestId: 'q1' });
    const { allocations } = bareUse(ask());
    const spoil = (): void => {
      const answer = ask();
      if (typeof answer !== 'object' || answer === null || !('allocations' in answer)) return;
      if (!Array.isArray(answer.allocations)) return;
      for (const each of answer.allocations) Reflect.set(each, 'amount', 999n);
      Reflect.set(answer.allocations, 'length', 0);
    };
    try {
      spoil();
    } catch {
      // A frozen answer is as good as a copied one.
    }
    expect(bareUse(ask()).allocations).toEqual(allocations);
    expect(credits.balance('ann', {})).toBe(2n);
  });

  test('members that a clock inherits do not count', () => {
    const credits = openRealCredits();
    credits.add('ann', 'c1', 5, { toString: 1, valueOf: 1 });
    expect(credits.balance('ann', {})).toBe(5n);
    expect(credits.balance('ann', { toString: 1 })).toBe(5n);
    expect(credits.balance('ann', { toString: 1, valueOf: 1 })).toBe(0n);
  });

  test('sums beyond 64 bits are refused or exact, never wrapped', () => {
    const most = 2n ** 63n - 1n;
    const credits = openRealCredits();
    credits.add('ann', 'c1', most, null);
    let sum = most;
    try {
      expect(bareAdd(credits.add('ann', 'c2', 1n, null))).toEqual({ ok: true, status: 'added' });
      sum = most + 1n;
    } catch (error) {
      expect(error).toBeInstanceOf(TallystickError);
    }
    expect(credits.balance('ann', {})).toBe(sum);
  });
});
