import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { MachineClock } from './clock/machine-clock.ts';
import { House } from './house.ts';
import { type OpenOptions, settingsOf } from './open-options.ts';

/**
 * Opens a house: `memory:`, which is gone when it is closed, or `sqlite:PATH`, durable in one file that is made
 * when it does not exist, unless `create` is false. A file that another process has open is `house_locked` at once.
 */
export async function open(url: string, options: OpenOptions = {}): Promise<House> {
  const settings = settingsOf(options);
  const store = await openStore(url, settings);
  try {
    await store.adopt?.(() => settings.clock.now());
    return new House(store, settings);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a house on a store, which is the house's from then on, and on a machine that tells the time. */
export async function openHouse(
  store: Store,
  options: OpenOptions = {},
  machine?: MachineClock,
): Promise<House> {
  return new House(store, settingsOf(options, machine));
}
