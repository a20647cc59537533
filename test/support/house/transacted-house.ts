import { AsyncLocalStorage } from 'node:async_hooks';
import { open } from '../../../src/engine/open-house.ts';
import type { House, OpenBook } from './house-door.ts';
import type { HouseKind } from './house-places.ts';

/** A house with one book, in which account `a` has 100 and `b` nothing. */
export interface TransactedHouse {
  readonly house: House;
  readonly book: OpenBook;
  /** Opens the same place once more: where only one may have it open, after closing it. */
  readonly reopen: () => Promise<House>;
  readonly close: () => Promise<void>;
}

export async function openTransacted(kind: HouseKind): Promise<TransactedHouse> {
  const place = await kind.makePlace();
  const options = { announceExpiries: false };
  const house = await open(place.url, options);
  const houses = [house];
  const book = house.book('main');
  for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'a', amount: 100 });
  const reopen = async (): Promise<House> => {
    if (!kind.isShared) await house.close();
    const again = await open(place.url, options);
    houses.push(again);
    return again;
  };
  const close = async (): Promise<void> => {
    for (const each of houses) await each.close();
    await place.remove();
  };
  return { house, book, reopen, close };
}

/** A transfer from `a` to `b`. */
export function give(amount: number): { from: string; to: string; amount: number } {
  return { from: 'a', to: 'b', amount };
}

/** Runs as somebody else, who is not inside of any work though he is asked from there. */
export const outside: <T>(work: () => T) => T = AsyncLocalStorage.snapshot();

/** Work that must not be run. */
export const notRun = (): Promise<never> => Promise.reject(new Error('it was run'));

/** A repeat may say that it is one. */
export function withoutReplayed(answer: object): object {
  const { replayed: _, ...rest } = { replayed: undefined, ...answer };
  return rest;
}
