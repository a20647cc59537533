import type { BookHead } from './store.ts';

const LINK_BYTES = 32;

/** The head of a book to which nothing was ever written, alike in all stores. */
export function emptyHead(book: string): BookHead {
  return {
    book,
    seq: 0,
    link: new Uint8Array(LINK_BYTES),
    assignedAt: null,
    recordedAt: null,
    rules: 1,
    lockedBefore: null,
    hasPurses: true,
    due: null,
    creditOrder: null,
  };
}
