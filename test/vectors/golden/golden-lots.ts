import type { ToldStep } from '../../support/told/tell-step.ts';
import { ask, funded, opened } from './golden-asks.ts';

export function lots(): ToldStep[] {
  const book = 'lots';
  const pay = { kind: 'pay', account: 'a', amount: 20n, effectiveAt: 10 } as const;
  const refund = { kind: 'refund', account: 'a', effectiveAt: 20 } as const;
  const grant = { kind: 'grant', account: 'a', amount: 10n, effectiveAt: 10 } as const;
  const spend = { kind: 'spend', account: 'a', effectiveAt: 20 } as const;
  return [
    opened(book, 'a', 'b', 'c', 'd'),
    ask(
      book,
      funded(book, 'b', 100n),
      { ...pay, id: 'i1', payment: 'p1' },
      { ...pay, payment: 'p1' },
      { ...pay, id: 'i2', payment: 'p1', amount: 9n },
      { ...pay, payment: 'p2', from: 'b', effectiveAt: 11 },
      { ...pay, payment: 'p3', amount: 0n },
      { ...pay, payment: 'p4', effectiveAt: 40 },
      { ...refund, id: 'j1', refund: 'r1', amount: 5n, payment: 'p1' },
      { ...refund, refund: 'r1', amount: 5n, payment: 'p1' },
      { ...refund, id: 'j2', refund: 'r1', amount: 4n },
      { ...refund, refund: 'r2', amount: 25n, rules: ['RECENT_FIRST', 'ID_DESC'], to: 'b' },
      { ...refund, refund: 'r3', amount: 25n },
      { ...refund, refund: 'r4', amount: 15n, payment: 'p1' },
      { ...refund, refund: 'r5', amount: 1n, payment: 'p9' },
      { ...refund, refund: 'r6', amount: 1n, payment: 'p4' },
      { ...refund, refund: 'r7', account: 'b', amount: 1n, payment: 'p1' },
      { ...grant, id: 'k1', credit: 'c1', expiry: { n: 3n, ['__proto__']: 1n } },
      { ...grant, credit: 'c1', expiry: { n: 3n, ['__proto__']: 1n } },
      { ...grant, id: 'k2', credit: 'c1', expiry: { n: 3n, ['__proto__']: 1n } },
      { ...grant, credit: 'c1', expiry: null },
      { ...grant, credit: 'c2', expiry: null, from: 'b' },
      { ...grant, credit: 'c3', expiry: { n: 9n } },
      { ...spend, id: 's1', amount: 12n, clock: { n: 1n } },
      { ...spend, amount: 3n, clock: {}, to: 'b' },
      { ...spend, amount: 99n, clock: { n: 1n } },
      { kind: 'expire_credits', id: 'e1', account: 'a', clock: { n: 9n }, to: 'b', effectiveAt: 21 },
      { kind: 'expire_credits', account: 'a', clock: { n: 9n }, effectiveAt: 22 },
      { kind: 'grant', credit: 'c7', account: 'a', amount: 5n, expiry: null, effectiveAt: 22 },
      { kind: 'void_credit', id: 'w1', grantedTo: 'a', credit: 'c7', effectiveAt: 22 },
      { kind: 'void_credit', grantedTo: 'a', credit: 'c7', effectiveAt: 22 },
      { kind: 'void_credit', grantedTo: 'a', credit: 'c7', grantedToLife: 2, effectiveAt: 22 },
      { kind: 'pay', payment: 'p6', account: 'c', amount: 9n, effectiveAt: 10 },
      { kind: 'merge', from: 'c', into: 'd', effectiveAt: 23 },
      { kind: 'refund', refund: 'r8', account: 'd', amount: 4n, effectiveAt: 24 },
      { kind: 'refund', refund: 'r9', account: 'c', amount: 1n, effectiveAt: 22 },
    ),
  ];
}

export function reversals(): ToldStep[] {
  const book = 'reversals';
  const reverse = { kind: 'reverse', effectiveAt: 30 } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 100n),
      { kind: 'transfer', id: 't1', from: 'a', to: 'b', amount: 10n, effectiveAt: 10 },
      { ...reverse, id: 'v1', transaction: 't1' },
      { ...reverse, transaction: 't1' },
      { ...reverse, transaction: 'v1' },
      { ...reverse, transaction: 't9' },
      { kind: 'pay', id: 'p', payment: 'p1', account: 'a', amount: 10n, effectiveAt: 10 },
      { kind: 'refund', id: 'r', refund: 'r1', account: 'a', amount: 4n, effectiveAt: 11 },
      { ...reverse, transaction: 'p' },
      { ...reverse, transaction: 'r' },
      { ...reverse, transaction: 'p' },
      { kind: 'grant', id: 'g', credit: 'c1', account: 'a', amount: 10n, expiry: null, effectiveAt: 10 },
      { kind: 'spend', id: 's', account: 'a', amount: 4n, clock: {}, effectiveAt: 11 },
      { ...reverse, transaction: 'g' },
      { ...reverse, transaction: 's' },
      { ...reverse, transaction: 'g', effectiveAt: 20 },
      { kind: 'hold', id: 'h', hold: 'h1', account: 'a', amount: 6n, expiresAt: null, effectiveAt: 10 },
      { kind: 'capture', id: 'c', hold: 'h1', amount: 2n, effectiveAt: 12 },
      { ...reverse, transaction: 'h' },
      // Before the moment of what it reverses: nothing is left of it.
      { kind: 'reverse', id: 'back', transaction: 'c', effectiveAt: 11 },
      { kind: 'transfer', id: 'far', from: 'a', to: 'b', amount: 3n, effectiveAt: 500 },
      { ...reverse, transaction: 'far' },
    ),
  ];
}
