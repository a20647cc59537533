import { afterAll, beforeAll } from 'vitest';
import type { CounterStore } from '../../../src/counters/counter-store.ts';
import { Counters } from '../../../src/counters/counters.ts';
import { Present } from '../../counters/open-test-counters.ts';
import type { HouseKind, HousePlace } from '../house/house-places.ts';
import { openCounterStore } from './counter-stores.ts';

/** Counters in a book that nobody has counted in. */
export interface FreshCounters {
  readonly present: Present;
  readonly counters: Counters;
  readonly store: CounterStore;
  readonly book: string;
}

/** One store for the tests of a file or a block; each test has a book of its own in it. */
export interface CounterBooks {
  store(): CounterStore;
  /** The name of a book that nobody has used. */
  nextBook(): string;
  /** Counters in a new book; `now` is their present, until the test moves it. */
  open(now?: number): FreshCounters;
}

/** Opens a store before the tests of the block, and takes everything away behind them. */
export function useCounterBooks(kind: HouseKind): CounterBooks {
  let place: HousePlace | undefined;
  let opened: Awaited<ReturnType<typeof openCounterStore>> | undefined;
  let books = 0;
  beforeAll(async () => {
    place = await kind.makePlace();
    opened = await openCounterStore(place.url);
  });
  afterAll(async () => {
    await opened?.close();
    await place?.remove();
  });
  const store = (): CounterStore => {
    if (opened === undefined) throw new Error('a store is there while tests run');
    return opened.store;
  };
  const nextBook = (): string => {
    books += 1;
    return `book-${books}`;
  };
  const open = (now = 0): FreshCounters => {
    const present = new Present();
    present.now = now;
    const book = nextBook();
    return { present, book, store: store(), counters: new Counters(store(), book, () => present.now) };
  };
  return { store, nextBook, open };
}

/** How many random runs a store is worth: what is slower gets fewer. */
export function runsOn(kind: HouseKind): number {
  return { memory: 300, sqlite: 60, postgres: 20 }[kind.name];
}
