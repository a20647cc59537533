import { CREDIT_ORDERS } from '../../../src/commands/credit-orders.ts';
import type { Grant } from '../../../src/commands/grant-command.ts';
import type { PlainLotBook } from '../../oracle/plain-book-lots.ts';
import type { BookMove } from './book-mover.ts';

/** From when on a credit can be spent, and what its book spends before it; now and then what is of another order. */
export function orderedBy(
  { jitter, flags, back }: BookMove,
  at: number,
  { creditOrder }: PlainLotBook,
): Pick<Grant, 'startsAt' | 'priority' | 'order'> {
  const startsAt = flags % 5 === 2 ? { startsAt: at - 1 + (jitter % 6) } : {};
  const isOther = flags % 19 === 4;
  const [first, second] = CREDIT_ORDERS;
  const own = creditOrder ?? (back % 3 === 0 ? undefined : second);
  const other = own === second ? first : second;
  const knowsPriorities = own === second;
  const isSaid = creditOrder === undefined ? own !== undefined : flags % 4 === 1;
  const order = isOther ? { order: other } : isSaid && own !== undefined ? { order: own } : {};
  const priority =
    jitter % 3 === 0 && (knowsPriorities || flags % 11 === 3) ? { priority: back % 3 === 0 ? 10 : 60 } : {};
  // What excludes each other is no command.
  return { ...startsAt, ...order, ...('order' in order && order.order === first ? {} : priority) };
}
