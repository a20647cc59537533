import type { AdjustHold, Capture, Hold } from '../../src/commands/hold-commands.ts';
import { type Against, keepOnly, type PlainHold, type PlainLife, postTo } from './plain-book-state.ts';

/** What a plain book knows of its holds. */
interface Holds {
  readonly holds: PlainHold[];
  readonly lefts: Map<Hold, bigint>;
  readonly changedSinceMet: Set<Hold>;
}

/** Takes what is captured of an active hold. */
export function takeFrom(
  book: Holds,
  hold: PlainHold,
  target: PlainLife,
  amount: bigint,
  { final }: Capture,
): Against {
  postTo(hold.bearer, -amount);
  postTo(target, amount);
  hold.captured += amount;
  leave(book, hold, amount > hold.left ? 0n : hold.left - amount);
  if (final === true || hold.left === 0n) end(book, hold);
  return [];
}

/** Sets what is held by an active hold, and for how long. */
export function adjust(book: Holds, hold: PlainHold, { amount, expiresAt }: AdjustHold): Against {
  if (amount !== undefined && amount < hold.captured) return ['hold_insufficient'];
  if (expiresAt !== undefined) hold.expiresAt = expiresAt;
  leave(book, hold, amount === undefined ? hold.left : amount - hold.captured);
  if (amount !== undefined && hold.left === 0n) end(book, hold);
  return [];
}

export function giveBack(book: Holds, hold: PlainHold): Against {
  leave(book, hold, hold.left);
  end(book, hold);
  return [];
}

function end({ holds }: Holds, hold: PlainHold): void {
  keepOnly(holds, (each) => each !== hold);
}

function leave({ lefts, changedSinceMet }: Holds, hold: PlainHold, left: bigint): void {
  const { command, bearer, target } = hold;
  if (bearer === target) changedSinceMet.add(command);
  hold.left = left;
  lefts.set(command, left);
}
