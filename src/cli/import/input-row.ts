/** One row of a file, as far as it could be read. */
export interface InputRow<T> {
  /** The line on which it begins, the first being 1. */
  readonly line: number;
  /** What stands there; undefined when it could not be read. */
  readonly content: T | undefined;
  /** Why it could not be read. */
  readonly problem?: string;
  /** How many units of text it is, about. */
  readonly length: number;
  /** True when nothing behind it can be read. */
  readonly isLast?: boolean;
}
