/**
 * A place in a book's history: the moment and, among everything at that moment, the order.
 *
 * What happens at a moment has a positive, even order, twice its sequence number, so arrivals at one moment
 * stand in order of arrival; the odd number after it is the place just behind, where ends what is over at
 * once. What runs out at a moment has a negative order, by what began it, so everything that runs out at a
 * moment comes before everything that happens at it.
 */
export interface Instant {
  /** Effective time, an integer in the book's unit (milliseconds by convention). */
  readonly at: number;
  readonly order: number;
}

/** Before every place there is. */
export const BEFORE_ALL: Instant = { at: Number.NEGATIVE_INFINITY, order: Number.NEGATIVE_INFINITY };

/** Compares two places in history: negative, zero or positive. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.at !== b.at ? a.at - b.at : a.order - b.order;
}

/** The place of what happens at a moment and arrived with that sequence number. */
export function placeOf(at: number, seq: number): Instant {
  return { at, order: 2 * seq };
}

export function laterOf(a: Instant, b: Instant): Instant {
  return compareInstants(a, b) > 0 ? a : b;
}

/** The sequence number of what happens at a place or ends just behind it, or of what began what runs out there. */
export function seqAt({ order }: Pick<Instant, 'order'>): number {
  const distance = order < 0 ? -order : order;
  return (distance - (distance % 2)) / 2;
}

/** Whether something runs out at a place, rather than happens there. */
export function isExpiry(instant: Instant): boolean {
  return instant.order < 0;
}

/**
 * Where something that began at a place runs out: at the very moment given, before everything that happens
 * then; just behind its beginning when that moment is not later; undefined for never.
 */
export function expiryOf(began: Instant, expiresAt: number | null): Instant | undefined {
  if (expiresAt === null) return undefined;
  return expiresAt <= began.at ? justAfter(began) : { at: expiresAt, order: -began.order };
}

/** The place just after everything at a moment. */
export function afterAll(at: number): Instant {
  return { at, order: Number.POSITIVE_INFINITY };
}

/** The place just before everything after `instant`; with half-open windows it makes an end inclusive. */
export function justAfter(instant: Instant): Instant {
  return { at: instant.at, order: instant.order + 1 };
}
