import { nonNegativeAmount } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { isList } from '../base/plain-object.ts';

/** Plain numbers and arrays in and out: the shapes of the six functions, checked. Holes are reported as what they are. */
export function checkList(field: string, value: unknown): readonly unknown[] {
  if (isList(value)) return value;
  throw new TallystickError('bad_command', field, value, 'an array');
}

/** A record of as many numbers as `names`; each error names the record's place and the number's name. */
export function checkRecord(field: string, value: unknown, names: readonly string[]): readonly unknown[] {
  if (isList(value) && value.length === names.length) return value;
  throw new TallystickError('bad_command', field, value, `[${names.join(', ')}]`);
}

/** A number that names something: any safe integer. */
export function checkNumberId(field: string, value: unknown): number {
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : (value as number); // A safe integer is a number.
  throw new TallystickError('bad_id', field, value, 'a safe integer');
}

/** An amount as a plain number: a safe integer, not negative. */
export function checkNumberAmount(field: string, value: unknown): bigint {
  if (typeof value === 'bigint') throw new TallystickError('bad_amount', field, value, 'a plain number');
  return nonNegativeAmount(field, value);
}

/** An amount on its way out as a plain number, which must not lose a digit. */
export function plainNumber(amount: bigint): number {
  const plain = Number(amount);
  if (Number.isSafeInteger(plain)) return plain;
  throw new TallystickError('out_of_range', 'sum', amount, 'a sum within the safe integers');
}
