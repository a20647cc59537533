import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, funded, opened } from './golden-asks.ts';

export function adjustments(): ToldStep[] {
  const book = 'adjustments';
  const hold = { kind: 'hold', account: 'a', amount: 10n, expiresAt: 50, effectiveAt: 10 } as const;
  const adjust = { kind: 'adjust_hold', hold: 'h1' } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...hold, hold: 'h1', to: 'b' },
      { ...adjust, id: 'more', amount: 20n, effectiveAt: 12 },
      { ...adjust, id: 'more', amount: 20n, effectiveAt: 12 },
      { ...adjust, expiresAt: null, effectiveAt: 14 },
      { ...adjust, amount: 101n, effectiveAt: 15 },
      { kind: 'capture', hold: 'h1', amount: 15n, effectiveAt: 16 },
      { ...adjust, amount: 14n, effectiveAt: 17 },
      { ...adjust, amount: 14n, expiresAt: 60, effectiveAt: 11 },
      { ...adjust, amount: 15n, effectiveAt: 13 },
      { ...adjust, expiresAt: 12, effectiveAt: 12 },
      { ...adjust, amount: 15n, expiresAt: 60, effectiveAt: 18 },
      { ...adjust, expiresAt: 70, effectiveAt: 19 },
      { ...hold, hold: 'h2' },
      { kind: 'capture', id: 'over', hold: 'h2', amount: 12n, over: true, effectiveAt: 11 },
      { ...hold, hold: 'h3' },
      { kind: 'capture', hold: 'h3', amount: 91n, over: true, final: true, effectiveAt: 11 },
    ),
  ];
}
