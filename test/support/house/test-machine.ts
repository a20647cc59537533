import type { MachineClock } from '../../../src/engine/clock/machine-clock.ts';
import { openHouse } from '../../../src/engine/open-house.ts';
import type { House, OpenOptions } from './house-door.ts';
import type { HousePlace } from './house-places.ts';

/** A machine whose clocks a test moves. */
export class TestMachine implements MachineClock {
  #wall: number;
  #monotonic = 5_000;
  #slept = 0;

  constructor(wall: number) {
    this.#wall = wall;
  }

  wall(): number {
    return this.#wall;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  uptime(): number {
    return this.#monotonic + this.#slept + 7_777;
  }

  /** Time goes on. */
  pass(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }

  /** Somebody sets the clock. */
  set(aheadMs: number): void {
    this.#wall += aheadMs;
  }

  /** The machine is suspended, and knows it when it wakes up. */
  sleep(ms: number): void {
    this.#wall += ms;
    this.#slept += ms;
  }
}

/** Opens a house at a place, on a machine. */
export async function openOn(
  machine: MachineClock,
  place: HousePlace,
  options: OpenOptions = {},
): Promise<House> {
  const store = await place.openStore();
  return await openHouse(store, { announceExpiries: false, ...options }, machine);
}
