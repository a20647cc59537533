import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClockLike, comparePlainClocks } from '../oracle/plain-credit-balance.ts';
import { bareUse, type CreditApi, openRealCredits } from '../support/memory/credit-apis.ts';
import {
  countersArbitrary,
  PROCESS_SETS,
  spellClock,
  spellingArbitrary,
} from '../support/memory/credit-clocks.ts';
import { holds, pick } from '../support/memory/refund-and-credit-checks.ts';

const RUNS = { numRuns: 500 };

interface Credit {
  readonly creditId: string;
  readonly amount: number;
  readonly expiry: ClockLike | null;
}

const clocks = fc
  .tuple(countersArbitrary, spellingArbitrary)
  .map(([counters, spelling]) => spellClock(counters, PROCESS_SETS[1], spelling));

const credits: fc.Arbitrary<Credit[]> = fc.uniqueArray(
  fc.record({
    creditId: fc.nat({ max: 99 }).map((id) => `c${id}`),
    amount: fc.integer({ min: 1, max: 6 }),
    expiry: fc.option(clocks, { nil: null, freq: 8 }),
  }),
  { selector: ({ creditId }) => creditId, minLength: 5, maxLength: 30 },
);

const uses = fc.array(fc.record({ amount: fc.integer({ min: 1, max: 15 }), at: clocks }), {
  minLength: 3,
  maxLength: 12,
});

function given(all: readonly Credit[], userId = 'ann'): CreditApi {
  const balance = openRealCredits();
  for (const { creditId, amount, expiry } of all) balance.add(userId, creditId, amount, expiry);
  return balance;
}

function useAll(balance: CreditApi, asked: readonly { amount: number; at: ClockLike }[]): unknown[] {
  return asked.map(({ amount, at }) => bareUse(balance.use('ann', amount, at)));
}

/** What a use took, as `[creditId, amount]`; nothing for a refusal. */
function draws(answer: unknown): [string, bigint][] {
  const { allocations } = bareUse(answer);
  if (!Array.isArray(allocations)) return [];
  return allocations.map((each) => {
    const { creditId, amount } = pick(each, 'creditId', 'amount');
    return [String(creditId), BigInt(String(amount))];
  });
}

describe('truths about the real balance alone', () => {
  test('the order in which credits arrive does not matter to a later use', () => {
    const shuffled = credits.chain((all) =>
      fc.record({ all: fc.constant(all), other: fc.shuffledSubarray(all, { minLength: all.length }) }),
    );
    holds(
      fc.property(shuffled, uses, ({ all, other }, asked) => {
        expect(useAll(given(other), asked)).toEqual(useAll(given(all), asked));
      }),
      RUNS,
    );
  });

  test('the balance is exactly what a use at that clock can spend', () => {
    holds(
      fc.property(credits, uses, clocks, (all, asked, at) => {
        const balance = given(all);
        useAll(balance, asked);
        const available = BigInt(String(balance.balance('ann', at)));
        const tooMuch = bareUse(balance.use('ann', available + 1n, at));
        expect(tooMuch).toEqual({ ok: false, reason: 'insufficient_credits', available });
        if (available === 0n) return;
        expect(bareUse(balance.use('ann', available, at)).ok).toBe(true);
        expect(balance.balance('ann', at)).toBe(0n);
      }),
      RUNS,
    );
  });

  test('allocations sum to the amount, stay within their credits, and are all live', () => {
    holds(
      fc.property(credits, uses, (all, asked) => {
        const balance = given(all);
        const left = new Map(all.map(({ creditId, amount }) => [creditId, BigInt(amount)]));
        const expiries = new Map(all.map(({ creditId, expiry }) => [creditId, expiry]));
        for (const { amount, at } of asked) {
          const taken = draws(balance.use('ann', amount, at));
          const sum = taken.reduce((total, [, part]) => total + part, 0n);
          expect(sum === 0n || sum === BigInt(amount)).toBe(true);
          for (const [creditId, part] of taken) {
            const after = (left.get(creditId) ?? 0n) - part;
            expect(part > 0n && after >= 0n).toBe(true);
            left.set(creditId, after);
            const expiry = expiries.get(creditId) ?? null;
            expect(expiry === null || ['after', 'concurrent'].includes(comparePlainClocks(expiry, at))).toBe(
              true,
            );
          }
        }
      }),
      RUNS,
    );
  });

  test('the order of spending is a linear extension of the causal order', () => {
    holds(
      fc.property(credits, (all) => {
        const balance = given(all);
        const expiries = new Map(all.map(({ creditId, expiry }) => [creditId, expiry]));
        const everything = BigInt(String(balance.balance('ann', {})));
        const order = draws(everything === 0n ? null : balance.use('ann', everything, {})).map(
          ([creditId]) => expiries.get(creditId) ?? null,
        );
        order.forEach((later, place) => {
          for (const earlier of order.slice(0, place)) {
            expect(earlier !== null || later === null).toBe(true);
            if (earlier !== null && later !== null)
              expect(comparePlainClocks(earlier, later)).not.toBe('after');
          }
        });
      }),
      RUNS,
    );
  });

  test('one use equals two uses of its halves', () => {
    holds(
      fc.property(
        credits,
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 15 }),
        clocks,
        (all, a, b, at) => {
          const whole = given(all).use('ann', a + b, at);
          if (bareUse(whole).ok !== true) return;
          const halved = given(all);
          const sums = new Map<string, bigint>();
          for (const [creditId, part] of [
            ...draws(halved.use('ann', a, at)),
            ...draws(halved.use('ann', b, at)),
          ]) {
            sums.set(creditId, (sums.get(creditId) ?? 0n) + part);
          }
          expect([...sums]).toEqual(draws(whole));
        },
      ),
      RUNS,
    );
  });

  test('a later clock never shows more, and other users and refused uses change nothing', () => {
    holds(
      fc.property(credits, credits, uses, clocks, clocks, (all, others, asked, at, other) => {
        const alone = given(all);
        const crowded = given(all);
        for (const { creditId, amount, expiry } of others) crowded.add('bob', creditId, amount, expiry);
        crowded.use('bob', 3, at);
        crowded.use('ann', 10_000, at);
        expect(useAll(crowded, asked)).toEqual(useAll(alone, asked));
        const [early, late] = [
          BigInt(String(alone.balance('ann', at))),
          BigInt(String(alone.balance('ann', other))),
        ];
        if (comparePlainClocks(at, other) === 'before') expect(late <= early).toBe(true);
      }),
      RUNS,
    );
  });
});
