import { type MomentInput, momentOf } from '../../base/timestamp.ts';
import { ClockWatch, type Present } from './clock-watch.ts';
import { MACHINE_CLOCK, type MachineClock } from './machine-clock.ts';

/**
 * What a house calls the present. A clock that was handed to `open` is believed. Otherwise it is the machine's, or where
 * the store is a server that server's, each held against the monotonic clock of this process.
 */
export class HouseClock {
  readonly #callersClock: (() => MomentInput) | undefined;
  readonly #machine: MachineClock;
  readonly #ownWatch: ClockWatch;
  readonly #storeWatch: ClockWatch;

  constructor(callersClock: (() => MomentInput) | undefined, machine: MachineClock = MACHINE_CLOCK) {
    this.#callersClock = callersClock;
    this.#machine = machine;
    this.#ownWatch = new ClockWatch(machine);
    this.#storeWatch = new ClockWatch(machine);
    // What comes next is held against the moment of opening.
    if (callersClock === undefined) this.look();
  }

  /** Whether it is the caller's own: then no store is asked for its own. */
  get isCallers(): boolean {
    return this.#callersClock !== undefined;
  }

  /** The present by the clock of this process; a store is not asked. */
  look(): Present {
    if (this.#callersClock !== undefined)
      return { now: momentOf('clock()', this.#callersClock()), jumpMs: 0 };
    const asked = this.#machine.monotonic();
    return this.#ownWatch.look(this.#machine.wall(), asked);
  }

  /** The moment alone, for what only needs one. */
  now(): number {
    return this.look().now;
  }

  /** To be kept while a store is asked for its moment. */
  ask(): number {
    return this.#callersClock === undefined ? this.#machine.monotonic() : 0;
  }

  /**
   * The present, where a store may have a clock of its own.
   *
   * @param storeNow what its clock says; undefined where it has none
   * @param asked what `ask` gave before
   */
  lookAt(storeNow: number | undefined, asked: number): Present {
    if (this.#callersClock !== undefined || storeNow === undefined) return this.look();
    return this.#storeWatch.look(storeNow, asked);
  }

  /** Takes the clocks for right as they are now. */
  accept(): void {
    this.#ownWatch.forget();
    this.#storeWatch.forget();
    if (this.#callersClock === undefined) this.look();
  }
}
