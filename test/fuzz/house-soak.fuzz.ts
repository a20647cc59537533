import { runHouseFuzz } from '../support/random/house-fuzz-process.ts';

export const name = 'house-soak';

/** A minute of what a process does for years; throws when what it holds grows. */
export function run(seed: number): void {
  runHouseFuzz('soak', seed);
}
