import { runHouseFuzz } from '../support/random/house-fuzz-process.ts';

export const name = 'house-schedules';

/**
 * Schedules, repeats and what was missed in memory and on a file, with late commands, merges, restarts and caches; throws when they come
 * to something else than their plain reading.
 */
export function run(seed: number): void {
  runHouseFuzz('schedules', seed);
}
