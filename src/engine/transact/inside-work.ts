import { AsyncLocalStorage } from 'node:async_hooks';
import { TallystickError } from '../../base/error.ts';

/** The work of a transaction that is under way. */
interface Inside {
  /** Whose: what the house has open. */
  readonly house: object;
  readonly transaction: object;
  /** The work inside of which this began: that of a transaction of another house. */
  readonly outer: Inside | undefined;
  isOver: boolean;
}

/** It follows the work through everything that it awaits and begins, and nothing else. */
const works = new AsyncLocalStorage<Inside>();

/** Runs the work of a transaction, so that calls from inside of it are recognised. */
export async function runInside<T>(house: object, transaction: object, work: () => Promise<T>): Promise<T> {
  const inside: Inside = { house, transaction, outer: underWay(works.getStore()), isOver: false };
  try {
    return await works.run(inside, work);
  } finally {
    inside.isOver = true;
  }
}

/**
 * Refuses a call to a house that is made inside of the work of a transaction of that house, unless it is made on that very
 * transaction: it would not be undone when the work is run again, and it might wait for what waits for the work. What the
 * work has begun and left behind is free to call once the work has ended.
 */
export function refuseInside(house: object, transaction?: object): void {
  for (let inside = underWay(works.getStore()); inside !== undefined; inside = underWay(inside.outer)) {
    if (inside.house !== house || inside.transaction === transaction) continue;
    const expected = 'calls on the transaction alone, inside of its work';
    throw new TallystickError('inside_transaction', 'transaction', 'another call to its house', expected);
  }
}

/** What is over is not held on to. */
function underWay(inside: Inside | undefined): Inside | undefined {
  let found = inside;
  while (found?.isOver) found = found.outer;
  return found;
}
