import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, opened } from './golden-asks.ts';

/** Credits that are spent by priority, and from a moment on. */
export function creditOrders(): ToldStep[] {
  const book = 'credit-orders';
  const order = 'priority-expiry/v1';
  const grant = { kind: 'grant', account: 'a', amount: 9n, effectiveAt: 10 } as const;
  const spend = { kind: 'spend', account: 'a', clock: {}, to: 'b' } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      { ...grant, id: 'g1', credit: 'c1', order },
      { ...grant, credit: 'c2', priority: 7, startsAt: 20 },
      { ...grant, credit: 'c2', priority: 8, startsAt: 20, effectiveAt: 11 },
      { ...grant, credit: 'c3', order: 'rank-lex-id/v1' },
      { ...grant, credit: 'c4', priority: 50, startsAt: 9, expiresAt: 900_000 },
      { ...grant, credit: 'c5', startsAt: 30, expiresAt: 30 },
      { ...spend, id: 's1', amount: 10n, effectiveAt: 19 },
      { ...spend, amount: 10n, effectiveAt: 20 },
      { kind: 'reverse', transaction: 's1', effectiveAt: 21 },
      { kind: 'expire_credits', account: 'a', clock: {}, to: 'b', effectiveAt: 900_001 },
    ),
  ];
}
