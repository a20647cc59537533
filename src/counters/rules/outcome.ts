/**
 * What became of an event.
 *
 * - `counted`: it is in the log and in its buckets.
 * - `duplicate`: its id was counted before, with the same body; nothing changed.
 * - `conflict`: its id was counted before, with another moment or value; nothing changed.
 * - `too_late`: it is older than the horizon; it is in quarantine and not counted.
 * - `too_early`: it is further ahead than the skew; it was not taken in.
 */
export type Outcome = 'counted' | 'duplicate' | 'conflict' | 'too_late' | 'too_early';

/** What two events of one id must have in common to be one event. */
export interface EventBody {
  readonly at: number;
  readonly value: number;
}

/** What an event is whose id stands in the log already. */
export function compareBodies(logged: EventBody, event: EventBody): 'duplicate' | 'conflict' {
  return logged.at === event.at && logged.value === event.value ? 'duplicate' : 'conflict';
}
