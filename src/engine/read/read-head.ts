import type { BookEnd } from '../../store/store.ts';
import { FIRST_LINK } from '../text/link-hash.ts';
import type { BookReader } from './book-reader.ts';

/** Where the journal of a book ends now. */
export function readEnd(reader: BookReader): Promise<Omit<BookEnd, 'book'>> {
  return reader.withSnapshot(async (view) => {
    const head = await view.head(reader.book);
    return { seq: head?.seq ?? 0, link: Buffer.from(head?.link ?? FIRST_LINK).toString('hex') };
  });
}

/** The moment before which nothing may be dated; null: there is none. */
export function readLock(reader: BookReader): Promise<number | null> {
  return reader.withSnapshot(async (view) => (await view.head(reader.book))?.lockedBefore ?? null);
}
