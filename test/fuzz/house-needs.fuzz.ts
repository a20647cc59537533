import { runHouseFuzz } from '../support/random/house-fuzz-process.ts';

export const name = 'house-needs';

/** Some runs from the seed on, in a process of their own; throws with what it said when one failed. */
export function run(seed: number): void {
  runHouseFuzz('needs', seed);
}
