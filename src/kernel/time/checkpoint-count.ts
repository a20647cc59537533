import { BEFORE_ALL, compareInstants, type Instant } from './instant.ts';

/**
 * How much was folded into a timeline since its sums were last taken elsewhere, and from where on sums that were
 * taken are wrong, because something came late. It never changes what the timeline means.
 */
export class CheckpointCount {
  #since = 0;
  /** Sums that were taken may reach up to this place, and include it. */
  #takenUntil: Instant = BEFORE_ALL;
  /** The earliest place up to there at which something was added since. */
  #lateFrom: Instant | undefined;

  /** How many changes were folded since. */
  get since(): number {
    return this.#since;
  }

  /** The earliest place from which on sums that were taken are wrong, if there is one. */
  get lateFrom(): Instant | undefined {
    return this.#lateFrom;
  }

  /** Goes on from what was counted elsewhere; `lateFrom`: from there on, sums that were taken are to be dropped. */
  resume(since: number, takenUntil: Instant, lateFrom?: Instant): void {
    this.#since = since;
    this.#takenUntil = takenUntil;
    this.#lateFrom = lateFrom;
  }

  /** Takes back what was counted since these two were so. */
  restore(since: number, lateFrom: Instant | undefined): void {
    this.#since = since;
    this.#lateFrom = lateFrom;
  }

  count(place: Instant): void {
    this.#since += 1;
    if (compareInstants(place, this.#takenUntil) > 0) return;
    if (this.#lateFrom === undefined || compareInstants(place, this.#lateFrom) < 0) this.#lateFrom = place;
  }

  /** Says that the sums up to a place were taken, it included. */
  taken(until: Instant): void {
    this.#since = 0;
    this.#takenUntil = until;
  }

  /** From which place on sums that were taken are wrong by now; it is said once. */
  takeLateFrom(): Instant | undefined {
    const from = this.#lateFrom;
    this.#lateFrom = undefined;
    // The caller drops them, so none that is left reaches further.
    if (from !== undefined && compareInstants(from, this.#takenUntil) < 0) this.#takenUntil = from;
    return from;
  }
}
