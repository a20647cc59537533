import { TallystickError } from '../../base/error.ts';
import { GRANULARITIES_MAX, GRANULARITY_MAX } from '../../base/limits.ts';
import { isList } from '../../base/plain-object.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How a caller names the size of a bucket: by a word, or in milliseconds. */
export type GranularityInput = 'minute' | 'hour' | 'day' | number;

/** What a counter has that nobody defined. */
export const DEFAULT_GRANULARITIES: readonly number[] = [MINUTE, HOUR, DAY];

const EXPECTED = `'minute', 'hour', 'day' or an integer of milliseconds from 1 to ${GRANULARITY_MAX}`;

/** The size in milliseconds. A day is 86,400,000 of them in UTC, whatever a calendar says. */
export function granularityOf(field: string, value: unknown): number {
  if (value === 'minute') return MINUTE;
  if (value === 'hour') return HOUR;
  if (value === 'day') return DAY;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= GRANULARITY_MAX)
    return value;
  throw new TallystickError('bad_option', field, value, EXPECTED);
}

/**
 * Sizes in ascending order, each once. Every size has to be a multiple of the least one: then the buckets of the least
 * size determine all others, and every window has a cover without gaps.
 */
export function granularitiesOf(field: string, value: unknown): readonly number[] {
  if (!isList(value) || value.length === 0 || value.length > GRANULARITIES_MAX) {
    throw new TallystickError('bad_option', field, value, `an array of 1 to ${GRANULARITIES_MAX} sizes`);
  }
  const sizes = Array.from(value, (one: unknown, i) => granularityOf(`${field}[${i}]`, one));
  const least = Math.min(...sizes);
  sizes.forEach((size, i) => {
    if (size % least !== 0) {
      throw new TallystickError(
        'bad_option',
        `${field}[${i}]`,
        value[i],
        `a multiple of ${least}, the least`,
      );
    }
  });
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** The size of the finest buckets. */
export function finest(sizes: readonly number[]): number {
  return sizes[0] ?? MINUTE;
}

/** The size of the coarsest buckets. */
export function coarsest(sizes: readonly number[]): number {
  return sizes.at(-1) ?? DAY;
}
