/** A bug of our own. Nobody should catch it to go on: what it interrupts must not be written. */
export class Bug extends Error {
  constructor(message: string) {
    super(`bug in tallystick: ${message}`);
    this.name = 'Bug';
  }
}

/** States what must hold if the code is right; it stays on in production. Misuse is a TallystickError instead. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}
