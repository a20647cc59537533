/** The credits under test, the real ones and the oracle, behind one interface in the words of the specification. */
import * as real from '../../../src/memory/index.ts';
import { comparePlainClocks, PlainCreditBalance } from '../../oracle/plain-credit-balance.ts';
import { pick } from './refund-and-credit-checks.ts';

/** Arguments are `unknown`, so that misuse can be tried without casts. */
export interface CreditApi {
  add(userId: unknown, creditId: unknown, amount: unknown, expiryVc: unknown): unknown;
  use(userId: unknown, amount: unknown, atVc: unknown, options?: unknown): unknown;
  balance(userId: unknown, atVc: unknown): unknown;
}

interface ClockApi {
  compare(a: unknown, b: unknown): unknown;
}

export function openRealCredits(): CreditApi {
  return new real.CreditBalance();
}

export function openPlainCredits(): CreditApi {
  return new PlainCreditBalance();
}

export const realClocks: ClockApi = {
  compare: (...both: Parameters<typeof real.compareClocks>) => real.compareClocks(...both),
};

/** Both, so that hand-written expectations also judge the plain reading. */
export const bothCredits = [
  { which: 'the real balance', open: openRealCredits },
  { which: 'the plain reading', open: openPlainCredits },
] as const;

const plainClocks: ClockApi = {
  compare: (...both: Parameters<typeof comparePlainClocks>) => comparePlainClocks(...both),
};
export const bothClocks = [
  { which: 'the real comparison', clocks: realClocks },
  { which: 'the plain reading', clocks: plainClocks },
] as const;

/** The answer of `add` without what else it may carry. */
export function bareAdd(answer: unknown): Record<string, unknown> {
  return pick(answer, 'ok', 'status', 'reason');
}

/** The answer of `use` without what else it may carry. */
export function bareUse(answer: unknown): Record<string, unknown> {
  const bare = pick(answer, 'ok', 'reason', 'available', 'policy', 'allocations');
  if (!Array.isArray(bare.allocations)) return bare;
  return { ...bare, allocations: bare.allocations.map((each) => pick(each, 'creditId', 'amount')) };
}
