import { runHouseFuzz } from '../support/random/house-fuzz-process.ts';

export const name = 'house-turns';

/** Ten thousand turns of each kind in memory and on a file; throws when what is held grows with them. */
export function run(seed: number): void {
  runHouseFuzz('turns', seed);
}
