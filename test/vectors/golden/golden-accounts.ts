import type { ToldStep } from '../../support/told/tell-step.ts';
import { AT, ask, funded, opened } from './golden-asks.ts';

const OUT_OF_RANGE = 2n ** 63n - 1n;

export function accounts(): ToldStep[] {
  const book = 'accounts';
  return [
    ask(
      book,
      { kind: 'open_account', id: 'o1', account: 'a', asset: 'GBP/2', floor: -5n, ceiling: 900n, ...AT },
      {
        kind: 'open_account',
        account: 'müller 🎈 "x"',
        asset: 'ETH/18',
        floor: null,
        ceiling: null,
        reference: 'order 7',
        metadata: { b: 'two', a: 'one', ['__proto__']: 'plain' },
      },
      { kind: 'open_account', account: 'a', asset: 'GBP/2' },
      { kind: 'open_account', id: 'o1', account: 'c', asset: 'GBP/2' },
      { kind: 'transfer', from: 'world', to: 'a', amount: 5n },
      { kind: 'close_account', account: 'a' },
      { kind: 'transfer', from: 'a', to: 'world', amount: 5n, effectiveAt: 4 },
      { kind: 'close_account', id: 'x1', account: 'a', effectiveAt: 5 },
      { kind: 'open_account', id: 'second life', account: 'a', asset: 'JPY/0', effectiveAt: 6 },
      { kind: 'close_account', account: 'a', effectiveAt: 5 },
      { kind: 'close_account', account: 'nobody' },
    ),
    { do: 'tick', by: 7 },
    ask(book, { kind: 'transfer', from: 'world', to: 'a', amount: 7n }),
  ];
}

export function velocity(): ToldStep[] {
  const book = 'velocity';
  const taps = { name: 'taps', direction: 'in', count: 2, perMs: 5 } as const;
  return [
    ask(
      book,
      {
        kind: 'open_account',
        account: 'a',
        asset: 'GBP/2',
        limits: [taps, { perMs: 10, amount: 20n, direction: 'out', name: 'daily' }],
        ...AT,
      },
      funded(book, 'a', 100n),
      { kind: 'transfer', from: 'a', to: 'world', amount: 15n, effectiveAt: 4 },
      { kind: 'hold', hold: 'h', account: 'a', amount: 6n, expiresAt: null, effectiveAt: 5 },
      { kind: 'transfer', from: 'a', to: 'world', amount: 21n, effectiveAt: 5 },
      { kind: 'pay', payment: 'p', account: 'a', amount: 1n, effectiveAt: 5 },
      { kind: 'pay', payment: 'q', account: 'a', amount: 1n, effectiveAt: 5 },
      { kind: 'hold', hold: 'h', account: 'a', amount: 6n, expiresAt: null, effectiveAt: 14 },
    ),
  ];
}

export function postings(): ToldStep[] {
  const book = 'postings';
  return [
    opened(book, 'a', 'b', 'c', 'from', 'into'),
    ask(
      book,
      { kind: 'open_account', account: 'yen', asset: 'JPY/0', ceiling: 50n, ...AT },
      funded(book, 'a', 100n),
      funded(book, 'a', 100n),
      { ...funded(book, 'a', 101n) },
      {
        kind: 'transfer',
        id: 't2',
        from: 'a',
        to: 'b',
        amount: 30n,
        ...AT,
        reference: 'r',
        metadata: { k: 'v' },
      },
      {
        kind: 'post',
        id: 'p1',
        entries: [
          { account: 'a', amount: -20n },
          { account: 'b', amount: 15n },
          { account: 'world', amount: 5n, asset: 'GBP/2' },
        ],
      },
      {
        kind: 'post',
        entries: [
          { account: 'a', amount: -20n },
          { account: 'b', amount: 15n },
        ],
      },
      { kind: 'transfer', from: 'a', to: 'yen', amount: 1n },
      { kind: 'transfer', from: 'a', to: 'a', amount: 1n },
      { kind: 'transfer', from: 'a', to: 'nobody', amount: 1n },
      { kind: 'transfer', from: 'a', to: 'b', amount: 51n },
      { kind: 'transfer', from: 'world', to: 'yen', amount: 51n },
      { kind: 'transfer', from: 'world', to: 'b', amount: OUT_OF_RANGE },
      // Late, and ahead.
      { kind: 'transfer', from: 'a', to: 'c', amount: 9n, effectiveAt: -4 },
      { kind: 'transfer', from: 'world', to: 'c', amount: 9n, effectiveAt: 2 },
      { kind: 'transfer', from: 'c', to: 'world', amount: 9n, effectiveAt: 900 },
      { kind: 'close_account', account: 'c', effectiveAt: 901 },
      { kind: 'transfer', from: 'world', to: 'c', amount: 1n, effectiveAt: 899 },
      { kind: 'transfer', from: 'world', to: 'from', amount: 8n, ...AT },
      { kind: 'merge', id: 'm1', from: 'from', into: 'into', effectiveAt: 12 },
      { kind: 'merge', from: 'into', into: 'into', effectiveAt: 12 },
      { kind: 'transfer', from: 'world', to: 'into', amount: 1n, effectiveAt: 13 },
      { kind: 'merge', from: 'into', into: 'a', effectiveAt: 12 },
      { kind: 'transfer', from: 'world', to: 'from', amount: 1n, effectiveAt: 2 },
    ),
  ];
}

export function terms(): ToldStep[] {
  const book = 'terms';
  const update = { kind: 'update_account', account: 'a' } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...update, id: 'u1', floor: -50n, ceiling: 900n, metadata: { tier: 'gold' }, ...AT },
      { ...update, floor: 101n },
      { ...update, ceiling: 99n },
      { ...update, floor: 101n, asIs: true },
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      { ...update, floor: null, ceiling: null, metadata: {}, effectiveAt: 3 },
      { ...update, account: 'nobody', floor: 0n },
      { kind: 'close_account', account: 'b', effectiveAt: 12 },
      { ...update, account: 'b', floor: 0n, effectiveAt: 13 },
      {
        kind: 'atomic',
        id: 'g',
        commands: [
          { ...update, floor: 0n },
          { ...update, metadata: { b: '2', a: '1' } },
        ],
      },
    ),
  ];
}

export function beginnings(): ToldStep[] {
  const book = 'beginnings';
  const update = { kind: 'update_account', account: 'a' } as const;
  const put = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
  return [
    ask(
      book,
      { kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 3 },
      { kind: 'close_account', account: 'a', effectiveAt: 4 },
      { kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 8 },
      { ...put, effectiveAt: 6 },
      { ...update, openedAt: 9, effectiveAt: 20 },
      { ...update, openedAt: 3, effectiveAt: 20 },
      { ...update, id: 'u1', openedAt: 7, floor: -1n, effectiveAt: 20 },
      { ...update, openedAt: 6, effectiveAt: 7 },
      { ...put, effectiveAt: 6 },
    ),
  ];
}

export function frozen(): ToldStep[] {
  const book = 'frozen';
  const update = { kind: 'update_account', account: 'a' } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...update, id: 'f1', frozen: 'debits', ...AT },
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
      { kind: 'transfer', from: 'world', to: 'a', amount: 1n, effectiveAt: 20 },
      { ...update, frozen: 'all' },
      { kind: 'transfer', from: 'world', to: 'a', amount: 1n },
      { ...update, frozen: null },
      { kind: 'transfer', from: 'a', to: 'b', amount: 1n },
    ),
  ];
}

export function holds(): ToldStep[] {
  const book = 'holds';
  const hold = { kind: 'hold', account: 'a', amount: 10n, expiresAt: 50, effectiveAt: 10 } as const;
  return [
    opened(book, 'a', 'b'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...hold, id: 'i1', hold: 'h1' },
      { ...hold, hold: 'h1' },
      { ...hold, id: 'i2', hold: 'h1', amount: 9n },
      { ...hold, hold: 'h2', to: 'b', expiresAt: null },
      { ...hold, hold: 'h3', expiresAt: 10 },
      { ...hold, hold: 'h3', expiresAt: 1_790_000_000, effectiveAt: 1_790_000_000_000 },
      { ...hold, hold: 'h3', to: 'a' },
      { ...hold, hold: 'h3', amount: 1_000n },
      { kind: 'capture', id: 'c1', hold: 'h1', amount: 4n, effectiveAt: 12 },
      { kind: 'capture', hold: 'h1', amount: 7n, effectiveAt: 13 },
      { kind: 'capture', hold: 'h1', amount: 1n, to: 'b', final: true, effectiveAt: 14 },
      { kind: 'capture', hold: 'h1', effectiveAt: 15 },
      { kind: 'capture', hold: 'h1', amount: 3n, effectiveAt: 11 },
      { kind: 'capture', hold: 'h2', effectiveAt: 13 },
      { kind: 'release', hold: 'h2', effectiveAt: 14 },
      { kind: 'release', hold: 'h9' },
      { ...hold, hold: 'h4', expiresAt: 20 },
      { ...hold, hold: 'h5', expiresAt: 20 },
      { kind: 'release', id: 'r5', hold: 'h5', effectiveAt: 12 },
      { kind: 'release', hold: 'h5', effectiveAt: 11 },
      { ...hold, hold: 'h6', expiresAt: 400, to: 'b' },
      { kind: 'close_account', account: 'b', effectiveAt: 16 },
    ),
    { do: 'tick', by: 20 },
    { do: 'announce', book, until: 30 },
    ask(book, { kind: 'capture', hold: 'h4' }),
  ];
}

export function offers(): ToldStep[] {
  const book = 'offers';
  const offer = { kind: 'offer', from: 'a', to: 'b', amount: 5n, expiresAt: 60, effectiveAt: 10 } as const;
  return [
    opened(book, 'a', 'b', 'c'),
    ask(
      book,
      funded(book, 'a', 100n),
      { ...offer, id: 'i1', offer: 'o1' },
      { ...offer, offer: 'o1' },
      { ...offer, id: 'i2', offer: 'o1', amount: 4n },
      { ...offer, offer: 'o2' },
      { ...offer, offer: 'o3', expiresAt: null },
      { ...offer, offer: 'o4', expiresAt: 20 },
      { ...offer, offer: 'o5', to: 'a' },
      { ...offer, offer: 'o6', expiresAt: 9 },
      { kind: 'accept', id: 'a1', offer: 'o1', account: 'b', effectiveAt: 12 },
      { kind: 'accept', offer: 'o1', account: 'b', effectiveAt: 13 },
      { kind: 'decline', offer: 'o1', account: 'b', effectiveAt: 11 },
      { kind: 'decline', id: 'd2', offer: 'o2', account: 'b', effectiveAt: 12 },
      { kind: 'cancel', offer: 'o3', account: 'b', effectiveAt: 12 },
      { kind: 'accept', offer: 'o3', account: 'a', effectiveAt: 12 },
      { kind: 'cancel', id: 'x3', offer: 'o3', account: 'a', effectiveAt: 12 },
      { kind: 'accept', offer: 'o9', account: 'b' },
      // Merged away: the target and the source are one.
      { ...offer, offer: 'o7', to: 'c', expiresAt: null },
      { kind: 'merge', into: 'a', from: 'c', effectiveAt: 15 },
    ),
    { do: 'announce', book, until: 30 },
    { do: 'announce', book, until: 30 },
  ];
}
