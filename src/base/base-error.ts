/**
 * What everything that this package throws has in common: `error instanceof BaseError` tells it from all other errors. It is
 * a TallystickError (misuse), a StoreError (the house cannot do it now) or a Bug (ours).
 */
export abstract class BaseError extends Error {
  /** Stable, to be branched on. The codes of the three kinds differ. */
  abstract readonly code: string;
}
