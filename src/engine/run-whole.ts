import { assert } from '../base/assert.ts';
import type { Book } from '../kernel/book.ts';

/**
 * Runs work on a book in a layer of its own. What it did stays when its result is to be kept; else, and when it
 * throws, all of it is taken back, whatever layers it left open.
 */
export function runWhole<T>(book: Book, work: () => T, isKept: (result: T) => boolean): T {
  const { undo } = book.state;
  const depth = undo.depth;
  undo.begin();
  try {
    const result = work();
    if (isKept(result)) {
      assert(undo.depth === depth + 1, 'what is kept has ended its layers');
      undo.commit();
    } else {
      while (undo.depth > depth) undo.rollback();
    }
    return result;
  } catch (error) {
    while (undo.depth > depth) undo.rollback();
    throw error;
  }
}
