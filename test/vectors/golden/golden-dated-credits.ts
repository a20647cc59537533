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

/** Credits that expire later than they were granted to. */
export function extendedCredits(): ToldStep[] {
  const book = 'extended-credits';
  const grant = { kind: 'grant', account: 'a', amount: 9n, effectiveAt: 10 } as const;
  return [
    opened(book, 'a'),
    ask(
      book,
      { ...grant, credit: 'c4', expiresAt: 900_000 },
      { kind: 'extend_credit', grantedTo: 'a', credit: 'c4', expiresAt: 900_000, effectiveAt: 22 },
      { kind: 'extend_credit', id: 'x1', grantedTo: 'a', credit: 'c4', expiresAt: 900_001, effectiveAt: 22 },
      { kind: 'extend_credit', grantedTo: 'a', credit: 'c4', expiresAt: 900_005, effectiveAt: 900_001 },
      { kind: 'extend_credit', grantedTo: 'a', credit: 'c9', expiresAt: null, effectiveAt: 22 },
      { ...grant, credit: 'c5', expiry: { n: 1n }, effectiveAt: 22 },
      { kind: 'extend_credit', id: 'x2', grantedTo: 'a', credit: 'c5', expiry: { n: 2n }, effectiveAt: 23 },
      {
        kind: 'extend_credit',
        id: 'x3',
        grantedTo: 'a',
        credit: 'c5',
        expiry: { n: 3n, m: 1n },
        effectiveAt: 24,
      },
      { kind: 'extend_credit', id: 'x4', grantedTo: 'a', credit: 'c5', expiresAt: null, effectiveAt: 25 },
    ),
  ];
}
