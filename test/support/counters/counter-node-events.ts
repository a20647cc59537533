import type { CountEvent, Counters, DefineInput } from 'tallystick/counters';
import { SeededChoices } from '../random/house-random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The present of all nodes: two days behind a leap day. */
export const PRESENT = Date.UTC(2028, 2, 2, 0, 0, 7);

/** Most goes to one counter. One takes in any age, another almost nothing but the present. */
export const LOADED = [
  { counter: 'hot', horizon: 7 * DAY, skew: 5 * MINUTE },
  { counter: 'ever', horizon: null, skew: DAY },
  { counter: 'brief', horizon: HOUR, skew: 0 },
  { counter: 'other', horizon: 7 * DAY, skew: 5 * MINUTE },
] as const satisfies DefineInput[];

export async function defineLoaded(counters: Counters): Promise<void> {
  for (const input of LOADED) await counters.define(input);
}

/** Events that are all different; of some, another body comes under the same id. */
export function makeLoad(seed: number, size: number): CountEvent[] {
  const choices = new SeededChoices(seed);
  return Array.from({ length: size }, (_, i) => {
    const { counter, horizon, skew } = choices.chance(60) ? LOADED[0] : choices.pick(LOADED);
    const isConflict = i > 0 && choices.chance(2);
    return {
      counter,
      eventId: `${seed}-${isConflict ? choices.below(i) : i}`,
      at: anyMoment(choices, horizon, skew),
      // Corrections, nothing, and what floats cannot add up.
      value: choices.chance(1) ? Number.MAX_SAFE_INTEGER - choices.below(9) : choices.below(9) - 3,
      source: choices.pick(['', '', 'till', 'web']),
    };
  });
}

/** Also at the very limits, one beyond them, on edges of buckets and right before them. */
function anyMoment(choices: SeededChoices, horizon: number | null, skew: number): number {
  const oldest = PRESENT - (horizon ?? 60 * 366 * DAY);
  const limit = choices.below(50);
  if (limit === 0) return oldest;
  if (limit === 1) return oldest - 1;
  if (limit === 2) return PRESENT + skew;
  if (limit === 3) return PRESENT + skew + 1;
  // Around 1970, on both sides of it; for most counters that is too late.
  if (limit === 4 || (horizon === null && limit < 20)) return choices.below(4 * HOUR) - 2 * HOUR;
  const ago = choices.below(horizon ?? 7 * DAY);
  if (choices.chance(20)) return Math.floor((PRESENT - ago) / MINUTE) * MINUTE;
  if (choices.chance(10)) return Math.floor((PRESENT - ago) / DAY) * DAY - 1;
  return PRESENT - ago;
}

/** The same in another order. */
export function shuffled<Item>(items: readonly Item[], choices: SeededChoices): Item[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = choices.below(i + 1);
    const [a, b] = [mixed[i] as Item, mixed[j] as Item]; // Both are within the list.
    mixed[i] = b;
    mixed[j] = a;
  }
  return mixed;
}

/** Cut into batches of any size from 1 to `most`. */
export function inBatches<Item>(items: readonly Item[], most: number, choices: SeededChoices): Item[][] {
  const batches: Item[][] = [];
  for (let i = 0; i < items.length; ) {
    const end = i + 1 + choices.below(most);
    batches.push(items.slice(i, end));
    i = end;
  }
  return batches;
}
