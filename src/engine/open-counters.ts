import { optionalFunction, readOptions } from '../base/checked-options.ts';
import type { MomentInput } from '../base/timestamp.ts';
import { Counters } from '../counters/counters.ts';
import { MemoryCounterStore } from '../store/memory/counters.ts';
import { MACHINE_CLOCK } from './clock/machine-clock.ts';

/** How counters in memory are opened. */
export interface OpenCountersOptions {
  /** Returns the present moment in milliseconds; default: the machine's clock. Nothing else reads one. */
  readonly clock?: (() => MomentInput) | undefined;
}

/** The book of counters that belong to no house. */
const OWN_BOOK = 'counters';

/** Opens counters in memory. They are gone when they are closed. */
export async function openCounters(options: OpenCountersOptions = {}): Promise<Counters> {
  const { clock } = readOptions('options', options, ['clock']);
  const now = optionalFunction('clock', clock) ?? MACHINE_CLOCK.wall;
  return new Counters(new MemoryCounterStore(), OWN_BOOK, now);
}
