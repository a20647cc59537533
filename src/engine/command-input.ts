import { TallystickError } from '../base/error.ts';

/** The options object of a command's method; its kind is the method's. */
export function checkedInput(input: unknown): object {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  throw new TallystickError('bad_command', 'input', input, 'an options object');
}
