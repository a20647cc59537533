import type { ToldStep } from '../../support/told/tell-step.ts';
import { AT, ask, funded, opened } from './golden-asks.ts';

export function distributions(): ToldStep[] {
  const book = 'distributions';
  const rest = [{ account: 'c', rest: true }] as const;
  const distribute = { kind: 'distribute', effectiveAt: 10 } as const;
  return [
    opened(book, 'a', 'b', 'c', 'd'),
    ask(
      book,
      { kind: 'open_account', account: 'deep', asset: 'GBP/2', floor: null, ...AT },
      funded(book, 'a', 100n),
      funded(book, 'b', 100n),
      {
        ...distribute,
        id: 'd1',
        from: [{ account: 'a', atMost: 60n }, { account: 'b' }],
        to: [
          { account: 'c', share: 29 },
          { account: 'd', amount: 3n },
          { account: 'world', rest: true },
        ],
        of: 1_000,
        amount: 90n,
        reference: 'order 7',
      },
      {
        ...distribute,
        from: [{ account: 'b' }],
        to: [
          { account: 'c', share: 1 },
          { account: 'd', share: 1 },
        ],
        amount: 'all',
      },
      { ...distribute, from: [{ account: 'a' }], to: rest, amount: 41n },
      { ...distribute, from: [{ account: 'deep' }], to: rest, amount: 'all' },
      { ...distribute, from: [{ account: 'a' }], to: [{ account: 'c', amount: 3n }], amount: 2n },
      { ...distribute, from: [{ account: 'a' }], to: rest, amount: 1n, effectiveAt: 0 },
      { kind: 'reverse', transaction: 'd1', effectiveAt: 11 },
    ),
  ];
}
