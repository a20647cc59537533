import type { ListOrder } from './queries.ts';

/** So many of some numbers, each once, from one end of their order. */
export function firstInOrder(
  numbers: readonly number[],
  order: ListOrder | undefined,
  limit: number,
): number[] {
  const once = [...new Set(numbers)].sort((a, b) => (order === 'newest' ? b - a : a - b));
  return once.slice(0, limit);
}
