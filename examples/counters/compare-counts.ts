import type { Counters } from 'tallystick/counters';
import type { Recount } from './recount.ts';

/** Compares what counters say with the recount, window by window; how many numbers were compared. Throws at a difference. */
export async function compareCounts(
  counters: Counters,
  recount: Recount,
  window: number,
  [from, to]: readonly [number, number],
): Promise<number> {
  let compared = 0;
  const same = (what: string, counted: bigint | number, byHand: bigint | number): void => {
    compared += 1;
    if (counted !== byHand) throw new Error(`${what}: counted ${counted}, by hand ${byHand}`);
  };
  for (const counter of recount.counters()) {
    same(`${counter} in all`, (await counters.total({ counter })).count, recount.sum(counter));
    const byHand = recount.windows(counter, window);
    // A day's worth of windows at a time, so that no answer is long.
    const step = 1_000 * window;
    let inWindows = 0;
    for (let start = from; start < to; start += step) {
      const end = Math.min(to, start + step);
      const { windows } = await counters.tumbling({ counter, window, from: start, to: end });
      for (const { start: at, count } of windows) {
        same(`${counter} at ${new Date(at).toISOString()}`, count, byHand.get(at) ?? 0n);
        if (count !== 0n) inWindows += 1;
      }
    }
    same(`${counter}, windows with a count`, inWindows, byHand.size);
    const { count, approximate } = await counters.distinct({ counter, from, to });
    if (!approximate) same(`${counter}, sources`, count, recount.sources(counter));
  }
  return compared;
}
