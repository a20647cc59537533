import type { TallystickError } from '../../base/error.ts';

/** Thrown where a row shows that the whole file may mean something else, so that none of it is submitted. */
export class RefusedFile extends Error {
  /** What is reported. */
  readonly reason: TallystickError;

  constructor(reason: TallystickError) {
    super(reason.message);
    this.name = 'RefusedFile';
    this.reason = reason;
  }
}
