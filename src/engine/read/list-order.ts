import { TallystickError } from '../../base/error.ts';
import type { ListOrder } from '../../store/queries.ts';

/** From which end a list is told: the oldest first, if nothing else is said. Throws `bad_option`. */
export function checkOrder(order: unknown): ListOrder {
  if (order === undefined || order === 'oldest') return 'oldest';
  if (order === 'newest') return 'newest';
  throw new TallystickError('bad_option', 'order', order, 'oldest or newest');
}
