import { setImmediate } from 'node:timers/promises';
import { TIME_SLICE_MS } from '../../base/limits.ts';

/** Keeps long work from holding up the process: once it has gone on for TIME_SLICE_MS, whatever else waits has its turn. */
export class TimeSlice {
  #begun = performance.now();

  /** True when it is time to `yield`. */
  get isOver(): boolean {
    return performance.now() - this.#begun >= TIME_SLICE_MS;
  }

  async yield(): Promise<void> {
    await setImmediate();
    this.#begun = performance.now();
  }
}
