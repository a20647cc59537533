/** What a counter takes in: how late, how early. */
export interface TimeLimits {
  /** An event may be that much older than the present; null: any age. */
  readonly horizon: number | null;
  /** An event may be that far ahead of the present. */
  readonly skew: number;
}

export type Timeliness = 'in_time' | 'too_late' | 'too_early';

/**
 * Decided by the event's moment and the present alone, before anybody looks whether the event is known. So an event that
 * is too late is too late whether or not it was counted when it was in time, and ids beyond the horizon need not be kept.
 * Both limits are inclusive.
 */
export function judgeTime(at: number, now: number, { horizon, skew }: TimeLimits): Timeliness {
  if (horizon !== null && at < now - horizon) return 'too_late';
  return at > now + skew ? 'too_early' : 'in_time';
}
