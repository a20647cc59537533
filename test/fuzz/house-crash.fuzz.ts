import { runHouseFuzz } from '../support/random/house-fuzz-process.ts';

export const name = 'house-crash';

/** One long run from the seed, in a process of its own; throws with what it said when it failed. */
export function run(seed: number): void {
  runHouseFuzz('crash', seed);
}
