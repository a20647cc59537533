import { WORLD } from '../commands/field.ts';

const DIGITS = String(Number.MAX_SAFE_INTEGER).length;

/**
 * The kernel's id for an id that is a safe integer: text whose byte order is the order of the numbers, so
 * that the rules on ids need not know of numbers.
 */
export function numberToId(id: number): string {
  // A negative number counts up from the least one, so that its digits sort as it does.
  return id < 0
    ? `-${String(Number.MAX_SAFE_INTEGER + id).padStart(DIGITS, '0')}`
    : `0${String(id).padStart(DIGITS, '0')}`;
}

/** The number that `numberToId` made into that id. */
export function idToNumber(id: string): number {
  const digits = Number.parseInt(id.slice(1), 10);
  return id.startsWith('-') ? digits - Number.MAX_SAFE_INTEGER : digits;
}

/**
 * The kernel's id for a caller's account id. `world` is an ordinary id to callers of the in-memory classes,
 * while the kernel keeps that name for itself; a letter more at the end of every id that begins with it
 * keeps all of them apart.
 */
export function ownId(id: string): string {
  return id.startsWith(WORLD) ? `${id}+` : id;
}
