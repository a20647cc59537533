import { type Delta, postedOf } from './delta.ts';
import { compareInstants, type Instant, justAfter } from './instant.ts';

/** A timeline, as far as it is asked here. */
interface Dated {
  sumsBefore(instant: Instant): Delta;
  after(instant: Instant): IterableIterator<[Instant, Delta]>;
}

/**
 * The greatest posted balance from a place on (what stands there included) until before another, or for ever. O(what lies in
 * it): only astronomic amounts ask.
 */
export function mostPosted(timeline: Dated, from: Instant, until?: Instant): bigint {
  let standing = postedOf(timeline.sumsBefore(justAfter(from)));
  let most = standing;
  for (const [instant, delta] of timeline.after(from)) {
    if (until !== undefined && compareInstants(instant, until) >= 0) break;
    standing += postedOf(delta);
    if (standing > most) most = standing;
  }
  return most;
}
