/**
 * A place in a book's history: the moment and, among everything at that moment, the order.
 *
 * What happens at a moment has a positive order: its sequence number, so arrivals at one moment stand
 * in order of arrival. What runs out at a moment has a negative order (the negated sequence number of
 * what began it), so everything that runs out at a moment comes before everything that happens at it.
 */
export interface Instant {
  /** Effective time, an integer in the book's unit (milliseconds by convention). */
  readonly at: number;
  readonly order: number;
}

/** Compares two places in history: negative, zero or positive. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.at !== b.at ? a.at - b.at : a.order - b.order;
}

/** The place just after everything at a moment. */
export function afterAll(at: number): Instant {
  return { at, order: Number.POSITIVE_INFINITY };
}

/** The place just before everything after `instant`; with half-open windows it makes an end inclusive. */
export function justAfter(instant: Instant): Instant {
  return { at: instant.at, order: instant.order + 0.5 };
}
