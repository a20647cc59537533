import { uptime } from 'node:os';

/** The clocks of a machine, all in milliseconds. */
export interface MachineClock {
  /** Since 1970. It is set by people and by services, so it may jump. */
  wall(): number;
  /** Since some beginning. Nobody can set it; while the machine sleeps it may stand still. */
  monotonic(): number;
  /** Since the machine was started, its sleep counted. Nobody can set it; it may be as coarse as a second. */
  uptime(): number;
}

/** Each is looked up at the call: what stands in its place later, as a test's own clock, is asked from then on. */
export const MACHINE_CLOCK: MachineClock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1_000,
};
