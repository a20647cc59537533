import { TallystickError } from '../base/error.ts';
import { StoreError } from '../base/store-error.ts';
import { openMemoryStore } from './memory/open.ts';
import type { PostgresOptions } from './postgres/open.ts';
import { openSqliteStore } from './sqlite/open.ts';
import type { Store } from './store.ts';
import { readStoreUrl } from './store-url.ts';

/** How a store is opened. */
export interface StoreOptions extends Pick<PostgresOptions, 'pool'> {
  /** Whether a house is made where there is none; else that throws `house_missing`. Default true. */
  readonly create?: boolean;
  /** `read`: it takes no writes; on PostgreSQL only. Default `write`. */
  readonly mode?: 'write' | 'read';
}

/**
 * Opens the store that a URL names: `memory:`, which is gone when it is closed; `sqlite:PATH`, a file that is made when
 * it does not exist; or `postgres://...`, a schema of a database that any number of processes may have open. Any other
 * URL throws `bad_option`, and so do `pool` and `mode: 'read'` with another than the last, without what may be a password; for what opening throws see `openSqliteStore` and `openPostgresStore`.
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const { create = true, mode = 'write', pool } = options;
  const place = readStoreUrl(url);
  if (place.kind !== 'postgres') {
    const expected = 'a house on PostgreSQL: postgres://...';
    if (mode === 'read') throw new TallystickError('bad_option', 'mode', mode, `write, or ${expected}`);
    if (pool !== undefined) throw new TallystickError('bad_option', 'pool', '...', `none, or ${expected}`);
  }
  if (place.kind === 'memory') {
    if (create) return openMemoryStore();
    throw new StoreError('house_missing', 'there is no house memory: each begins empty');
  }
  if (place.kind === 'sqlite') return openSqliteStore(place.path, { create });
  // Whoever keeps to a file does not load the driver.
  const { openPostgresStore } = await import('./postgres/open.ts');
  return openPostgresStore(place.url, { create, mode, pool });
}
