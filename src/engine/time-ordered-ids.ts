import { randomBytes } from 'node:crypto';

/**
 * Makes ids that nobody else makes, each greater than the one before: the moment, a counter, and what tells this
 * maker from others. Rows in the order of such ids go in at the end of an index, which is where it is cheapest.
 */
export function timeOrderedIds(clock: () => number): () => string {
  // Two makers meet only if they draw the same 80 bits.
  const maker = randomBytes(10).toString('hex');
  let latest = 0;
  let count = 0;
  return () => {
    const now = clock();
    if (now > latest) {
      latest = now;
      count = 0;
    }
    count += 1;
    return `${latest.toString(16).padStart(12, '0')}-${count.toString(16).padStart(6, '0')}-${maker}`;
  };
}
