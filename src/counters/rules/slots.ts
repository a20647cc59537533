import { SLOT_EVENTS_PER_SECOND, SLOTS_MAX } from '../../base/limits.ts';
import { mixedNumber } from './mixed-key.ts';

/**
 * Which of a counter's slots takes what a batch counts: by the id of the first event that it counts there. Reads sum over
 * all slots, so any choice gives the same counts, and the number of slots may grow at any time, seen by some and not yet
 * by others. One slot for each batch, and not one for each event, leaves batches of several nodes to different rows.
 */
export function slotOf(eventId: string, slots: number): number {
  return slots === 1 ? 0 : mixedNumber(eventId) % slots;
}

/** How many slots a counter should have that gets so many events in a second: a power of two, never fewer than now. */
export function slotsFor(eventsPerSecond: number, slots: number): number {
  let wanted = slots;
  while (wanted < SLOTS_MAX && eventsPerSecond > wanted * SLOT_EVENTS_PER_SECOND) wanted *= 2;
  return Math.min(wanted, SLOTS_MAX);
}

/** How many events each counter got in the second that is now. */
export class RateMeter {
  #second = Number.NEGATIVE_INFINITY;
  readonly #events = new Map<string, number>();

  /** Counts events at a moment; the counter's number in that second so far. */
  add(counter: string, events: number, now: number): number {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#events.clear();
    }
    const sum = (this.#events.get(counter) ?? 0) + events;
    this.#events.set(counter, sum);
    return sum;
  }
}
