import { expect } from 'vitest';
import { openHouse } from '../../../src/engine/open-house.ts';
import { Gate } from '../watch/house-gate.ts';
import { watchedStore } from '../watch/house-view-watch.ts';
import type { House, OpenBook } from './house-door.ts';
import type { SingleInput } from './house-input.ts';
import { type HouseKind, inPlace } from './house-places.ts';

export type Commands = Parameters<OpenBook['submit']>[0];
export type Named = Extract<SingleInput, { kind: 'hold' | 'offer' | 'capture' | 'pay' | 'refund' | 'grant' }>;

/** A command with a natural name; the same with a default said aloud; another under that name, and what that comes to. */
export interface NamedCase {
  readonly kind: Named['kind'];
  readonly first: Named;
  readonly same: Named;
  readonly other: Named;
  readonly reason: string;
}

export const CASES: readonly NamedCase[] = [
  {
    kind: 'pay',
    first: { kind: 'pay', payment: 'n', account: 'ann', amount: 5n },
    same: { from: 'world', kind: 'pay', amount: 5n, account: 'ann', payment: 'n' },
    other: { kind: 'pay', payment: 'n', account: 'ann', amount: 6n },
    reason: 'payment_exists',
  },
  {
    kind: 'refund',
    first: { kind: 'refund', refund: 'n', account: 'ann', amount: 5n },
    same: { kind: 'refund', refund: 'n', account: 'ann', amount: 5n, to: 'world', rules: ['OLDEST_FIRST'] },
    other: { kind: 'refund', refund: 'n', account: 'ann', amount: 5n, payment: 'p' },
    reason: 'refund_exists',
  },
  {
    kind: 'offer',
    first: { kind: 'offer', offer: 'n', from: 'ann', to: 'bob', amount: 5n, expiresAt: null },
    same: { kind: 'offer', offer: 'n', from: 'ann', to: 'bob', amount: 5n, expiresAt: null },
    other: { kind: 'offer', offer: 'n', from: 'ann', to: 'bob', amount: 5n, expiresAt: 9_000 },
    reason: 'offer_exists',
  },
  {
    kind: 'grant',
    first: { kind: 'grant', credit: 'n', account: 'ann', amount: 5n, expiry: { a: 3n } },
    same: { kind: 'grant', credit: 'n', account: 'ann', amount: 5n, expiry: { b: 0n, a: 3n }, from: 'world' },
    // The rules take it for the same credit; where its money comes from is another content all the same.
    other: { kind: 'grant', credit: 'n', account: 'ann', amount: 5n, expiry: { a: 3n }, from: 'bob' },
    reason: 'credit_exists',
  },
  {
    kind: 'hold',
    first: { kind: 'hold', hold: 'n', account: 'ann', amount: 5n, expiresAt: 9_000 },
    same: { kind: 'hold', hold: 'n', account: 'ann', amount: 5n, expiresAt: 9_000, to: 'world' },
    other: { kind: 'hold', hold: 'n', account: 'ann', amount: 5n, expiresAt: null },
    reason: 'hold_exists',
  },
  {
    kind: 'capture',
    first: { kind: 'capture', hold: 'held', payment: 'captured', amount: 5n },
    same: { kind: 'capture', hold: 'held', payment: 'captured', amount: 5n, final: false },
    other: { kind: 'capture', hold: 'held', payment: 'captured', amount: 6n },
    reason: 'payment_exists',
  },
];

export const PREPARED: Commands = [
  ...['ann', 'bob'].map((account) => ({ kind: 'open_account' as const, account, asset: 'GBP/2' })),
  { kind: 'transfer', from: 'world', to: 'ann', amount: 100n },
  { kind: 'transfer', from: 'world', to: 'bob', amount: 100n },
  { kind: 'pay', payment: 'p', account: 'ann', amount: 50n },
  { kind: 'hold', hold: 'held', account: 'bob', amount: 40n, expiresAt: null },
];

/** The moment that the houses are told. */
export const clock = { now: 1_000 };

export interface Shop {
  readonly house: House;
  readonly book: OpenBook;
  readonly gate: Gate;
  /** How often the store is looked at while something is done, and by which look. */
  looks(work: () => Promise<unknown>): Promise<string[]>;
}

export async function inShop(kind: HouseKind, work: (shop: Shop) => Promise<void>): Promise<void> {
  clock.now = 1_000;
  await inPlace(kind, async ({ openStore }) => {
    let seen: string[] = [];
    const gate = new Gate(watchedStore(await openStore(), (look) => void seen.push(look)));
    const house = await openHouse(gate.store, { clock: () => clock.now, announceExpiries: false });
    const book = house.book('shop');
    await submit(book, PREPARED);
    const looks = async (work: () => Promise<unknown>): Promise<string[]> => {
      seen = [];
      await work();
      return seen;
    };
    await work({ house, book, gate, looks });
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    await house.close();
  });
}

/** Does something for each kind of command that has a natural name, each in a book of its own. */
export async function forEachCase(
  kind: HouseKind,
  work: (each: NamedCase, shop: Shop) => Promise<void>,
): Promise<void> {
  await inShop(kind, async (shop) => {
    for (const each of CASES) {
      clock.now = 1_000;
      const book = shop.house.book(each.kind);
      await submit(book, PREPARED);
      await work(each, { ...shop, book });
    }
  });
}

export async function submit(book: OpenBook, commands: Commands): Promise<void> {
  expect((await book.submit(commands)).filter(({ ok }) => !ok)).toEqual([]);
}

/** The same command under another natural name. */
export function nameIt(input: Named, name: string): Named {
  const names = { hold: 'hold', offer: 'offer', refund: 'refund', grant: 'credit' } as const;
  const field = input.kind === 'pay' || input.kind === 'capture' ? 'payment' : names[input.kind];
  return { ...input, [field]: name } as Named; // Only the name is another.
}
