import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { MachineClock } from './clock/machine-clock.ts';
import { House } from './house.ts';
import { type OpenOptions, settingsOf } from './open-options.ts';
import { refuseLaterRules } from './refuse-later-rules.ts';

/**
 * Opens a house, an open ledger database of any number of books:
 *
 * - `memory:`, which is gone when it is closed;
 * - `sqlite:PATH`, durable in one file. It is made when it does not exist, unless `create` is false. A file that another process
 *   has open is `house_locked` at once;
 * - `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, durable on a PostgreSQL server (15 or later) or a Citus cluster, in any number
 *   of processes. Options of the house are `?schema=NAME` (default `tallystick`), `writers=N` (8 connections at most) and
 *   `readers=N` (8), one connection for both where both are 1, and `pooler=transaction` or `session` where a pooler stands
 *   before the server; the others are the driver's.
 *
 * @param url where the house is
 * @param options the clock, the ids, and how much is kept in memory
 * @throws TallystickError `bad_option` for another url and for options that are not known
 * @throws StoreError when it cannot be opened now: `house_locked`, `house_missing`, `store_failed`, `store_version`,
 * `store_corrupt`
 */
export async function open(url: string, options: OpenOptions = {}): Promise<House> {
  const settings = settingsOf(options);
  const store = await openStore(url, settings);
  try {
    refuseLaterRules(store.url, (await store.info()).rulesVersion);
    if (settings.mode === 'write') await store.adopt?.(() => settings.clock.now());
    return new House(store, settings);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens a house on a store, which is the house's from then on, and on a machine, whose clocks it reads. */
export async function openHouse(
  store: Store,
  options: OpenOptions = {},
  machine?: MachineClock,
): Promise<House> {
  return new House(store, settingsOf(options, machine));
}
