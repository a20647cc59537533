import { asText, BaseError } from './error.ts';

/**
 * A bug of our own: something did not hold that always must. What it interrupts was not written. Do not go on with the object
 * that threw it, and please report it.
 */
export class Bug extends BaseError {
  /** Always `bug`. */
  readonly code = 'bug';

  constructor(message: string) {
    super(`bug in tallystick: ${asText(message)}`);
    this.name = 'Bug';
  }
}

/** States what must hold if the code is right; it stays on in production. Misuse is a TallystickError instead. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
