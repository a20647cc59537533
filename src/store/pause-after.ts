import { setTimeout } from 'node:timers/promises';
import { RETRY_WAIT_MS_FIRST, RETRY_WAIT_MS_MAX } from '../base/limits.ts';

/**
 * Waits before the next attempt, after so many: anything from nothing to a bound that doubles each time, so that those who
 * were stopped together do not all come back together.
 */
export function pauseAfter(attempts: number): Promise<void> {
  return setTimeout(Math.random() * Math.min(RETRY_WAIT_MS_MAX, RETRY_WAIT_MS_FIRST * 2 ** (attempts - 1)));
}
