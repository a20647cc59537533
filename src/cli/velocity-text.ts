import { TallystickError } from '../base/error.ts';
import type { VelocityLimit } from '../commands/velocity-limit.ts';
import { decimalText } from '../money/money.ts';
import { readSpan, spanText } from './span-text.ts';

/** Read from the right, because a name may hold any of the signs. */
const LIMIT = /^(.+)=(in|out):(?:([0-9.]+))?(,)?(?:([0-9]{1,15})x)?\/([0-9a-z]+)$/s;

const FORM = 'NAME=out:AMOUNT/TIME such as daily=out:500.00/1d, or taps=out:3x/1m, or both=in:500.00,3x/1d';

/**
 * Reads a velocity limit from the command line: its name, which way, the most in all, the most commands or both, and the
 * length of time.
 *
 * @param readAmount reads its amount
 */
export async function readVelocity(
  field: string,
  text: string,
  readAmount: (amount: string) => Promise<bigint>,
): Promise<VelocityLimit> {
  const [, name = '', direction, most, comma, times, span = ''] = LIMIT.exec(text) ?? [];
  const isWhole = (most !== undefined || times !== undefined) === (direction !== undefined);
  const isJoined = (comma !== undefined) === (most !== undefined && times !== undefined);
  if (direction === undefined || !isWhole || !isJoined)
    throw new TallystickError('bad_command', field, text, FORM);
  const amount = most === undefined ? {} : { amount: await readAmount(most) };
  const count = times === undefined ? {} : { count: Number.parseInt(times, 10) };
  // The pattern lets these two words through alone.
  return {
    name,
    direction: direction as VelocityLimit['direction'],
    ...amount,
    ...count,
    perMs: readSpan(field, span),
  };
}

/** Velocity limits for people, as `readVelocity` reads them. */
export function velocityText(limits: readonly VelocityLimit[], asset: string): string {
  return limits
    .map(({ name, direction, amount, count, perMs }) => {
      const most = amount === undefined ? [] : [decimalText(amount, asset)];
      const times = count === undefined ? [] : [`${count}x`];
      return `${name}=${direction}:${[...most, ...times].join(',')}/${spanText(perMs)}`;
    })
    .join(' ');
}
