import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, opened } from './golden-asks.ts';

/** Credits that expire at a moment, which the clock never comes to: they are expired by a command dated ahead. */
export function datedCredits(): ToldStep[] {
  const book = 'dated-credits';
  const grant = { kind: 'grant', account: 'a', amount: 9n, effectiveAt: 10 } as const;
  const spend = { kind: 'spend', account: 'a', clock: {}, to: 'b' } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      { ...grant, id: 'g1', credit: 'c1', expiresAt: 900_000 },
      { ...grant, credit: 'c1', expiresAt: 900_000, effectiveAt: 11 },
      { ...grant, credit: 'c1', expiresAt: 900_001, effectiveAt: 11 },
      { ...grant, credit: 'c2' },
      { ...grant, credit: 'c3', expiresAt: 10 },
      { ...spend, id: 's1', amount: 4n, effectiveAt: 20 },
      { kind: 'reverse', transaction: 's1', effectiveAt: 21 },
      { ...spend, amount: 10n, effectiveAt: 900_000 },
      { kind: 'expire_credits', account: 'a', clock: {}, to: 'b', effectiveAt: 900_001 },
      { ...spend, amount: 10n, effectiveAt: 30 },
      { ...spend, amount: 9n, effectiveAt: 30 },
    ),
  ];
}
