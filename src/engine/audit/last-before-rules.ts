import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { BookHead, StoreView } from '../../store/store.ts';

/**
 * The number up to which a book's events were decided by rules before a version, or only say what follows from those
 * (`expect_hold`); 0 where none was. Where the journal cannot be read, which is reported elsewhere, it is the last one.
 * O(log n) looks at it, and one for each page of what follows.
 */
export async function lastBeforeRules(
  view: StoreView,
  { book, seq, rules }: BookHead,
  version: number,
): Promise<number> {
  if (rules < version) return seq;
  let before = 0;
  let end = seq;
  try {
    while (before < end) {
      const middle = Math.floor((before + end) / 2);
      const [row] = await view.journal(book, { after: middle, limit: 1 });
      if (row !== undefined && row.rules < version) before = row.seq;
      else end = middle;
    }
    return before === 0 ? 0 : await lastThatFollows(view, book, before);
  } catch {
    return seq;
  }
}

/** The last row of those behind one that say what follows from rows before: they stand together. */
async function lastThatFollows(view: StoreView, book: string, before: number): Promise<number> {
  let last = before;
  for (;;) {
    const page = await view.journal(book, { after: last, limit: PAGE_ROWS_MAX });
    const end = page.findIndex(({ kind }) => kind !== 'expect_hold');
    last = (end === -1 ? page.at(-1) : page[end - 1])?.seq ?? last;
    if (end !== -1 || page.length < PAGE_ROWS_MAX) return last;
  }
}
