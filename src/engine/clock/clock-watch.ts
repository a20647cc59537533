import { CLOCK_JUMP_MS_MAX } from '../../base/limits.ts';
import type { MachineClock } from './machine-clock.ts';

/** The present moment, and how sure it is. */
export interface Present {
  /** While the clocks disagree: where the clock would be, had it gone on from where it was trusted last. */
  readonly now: number;
  /** By how much the clock is ahead of that (less than 0: behind), when it is too much to be believed; else 0. */
  readonly jumpMs: number;
}

/** A reading of the watched clock, at some moment of the monotonic one that lies in between. */
interface Reading {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** Less than this much is no sleep that is looked for: finding it out takes longer than all the rest. */
const SLEEP_MS_MIN = 1_000;

/** Milliseconds in which two sound clocks of one machine may drift apart by one: two parts in ten thousand. */
const DRIFT_MS = 5_000;

/**
 * Holds one clock against the process's monotonic clock, from one look to the next: however long nobody looks, the two
 * have gone on by the same, unless somebody set the one. A machine that slept is recognised by its uptime.
 */
export class ClockWatch {
  readonly #machine: MachineClock;
  #last: Reading | undefined;
  /** For how long the monotonic clock is known to have stood still, in all. */
  #sleptMs: number;
  readonly #uptimeAhead: number;

  constructor(machine: MachineClock) {
    this.#machine = machine;
    this.#uptimeAhead = this.#uptimeAheadNow();
    this.#sleptMs = 0;
  }

  /**
   * What a reading of the clock is worth. What agrees is trusted, and what comes next is held against it.
   *
   * @param from the monotonic clock when the reading was asked for: it was taken between then and now
   */
  look(at: number, from: number): Present {
    const reading = { at, from, to: this.#machine.monotonic() };
    const last = this.#last;
    if (last === undefined) return this.#trust(reading);
    let jumpMs = aheadOf(last, reading);
    if (Math.abs(jumpMs) <= SLEEP_MS_MIN) return this.#trust(reading);
    const slept = Math.max(0, this.#uptimeAheadNow() - this.#uptimeAhead - this.#sleptMs);
    const awake = { ...last, at: last.at + slept };
    jumpMs = aheadOf(awake, reading);
    if (Math.abs(jumpMs) > CLOCK_JUMP_MS_MAX + (reading.to - last.to) / DRIFT_MS) {
      return { now: Math.round(awake.at + reading.to - last.to), jumpMs: Math.round(jumpMs) };
    }
    this.#sleptMs += slept;
    return this.#trust(reading);
  }

  /** Trusts whatever is read next. */
  forget(): void {
    this.#last = undefined;
    this.#sleptMs = this.#uptimeAheadNow() - this.#uptimeAhead;
  }

  #trust(reading: Reading): Present {
    this.#last = reading;
    return { now: reading.at, jumpMs: 0 };
  }

  #uptimeAheadNow(): number {
    try {
      return this.#machine.uptime() - this.#machine.monotonic();
    } catch {
      // Where that cannot be read, as in some sandboxes, no sleep is known of.
      return 0;
    }
  }
}

/** How far a reading is outside of where the one before it lets it be: 0 inside. */
function aheadOf(last: Reading, reading: Reading): number {
  const latest = last.at + reading.to - last.from;
  const earliest = last.at + reading.from - last.to;
  if (reading.at > latest) return reading.at - latest;
  return Math.min(0, reading.at - earliest);
}
