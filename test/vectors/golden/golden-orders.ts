import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, funded, opened } from './golden-asks.ts';

/** Payments of orders, and what is refunded of an order. */
export function orders(): ToldStep[] {
  const book = 'orders';
  const pay = { kind: 'pay', account: 'a', amount: 20n, effectiveAt: 10, group: 'o1' } as const;
  const refund = { kind: 'refund', account: 'a', effectiveAt: 20 } as const;
  return [
    opened(book, 'a', 'b', 'c'),
    ask(
      book,
      funded(book, 'b', 100n),
      { ...pay, payment: 'p1', from: 'b', rank: 1 },
      { ...pay, payment: 'p2', rank: 0 },
      { ...pay, payment: 'p3', from: 'b' },
      { ...refund, id: 'x1', refund: 'r1', amount: 30n, group: 'o1', rules: ['RANK_FIRST'], to: 'source' },
      { ...refund, refund: 'r2', amount: 7n, group: 'o1', proRata: true, to: 'source' },
      { ...refund, refund: 'r3', amount: 7n, payments: ['p3', 'p2'] },
      { ...refund, refund: 'r4', amount: 70n, group: 'o1' },
      { ...refund, refund: 'r5', amount: 1n, payments: ['p3', 'p9'] },
      { kind: 'merge', from: 'b', into: 'c', effectiveAt: 30 },
      { ...refund, refund: 'r6', amount: 2n, payment: 'p3', to: 'source', effectiveAt: 31 },
      { kind: 'reverse', id: 'y1', transaction: 'x1', effectiveAt: 32 },
    ),
  ];
}

/** Payments of an order that captures make. */
export function capturedOrders(): ToldStep[] {
  const book = 'captured-orders';
  const capture = { kind: 'capture', hold: 'h', group: 'o', effectiveAt: 10 } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 9n),
      { kind: 'hold', hold: 'h', account: 'a', amount: 9n, expiresAt: null, to: 'b', effectiveAt: 5 },
      { ...capture, amount: 4n, payment: 'p1', rank: 1 },
      { ...capture, payment: 'p2', rank: 0 },
      {
        kind: 'refund',
        account: 'b',
        refund: 'r',
        amount: 6n,
        group: 'o',
        rules: ['RANK_FIRST'],
        effectiveAt: 11,
      },
    ),
  ];
}
