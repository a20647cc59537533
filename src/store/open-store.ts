import { TallystickError } from '../base/error.ts';
import { openMemoryStore } from './memory/open.ts';
import { openSqliteStore } from './sqlite/open.ts';
import type { Store } from './store.ts';

const MEMORY = 'memory:';
const SQLITE = 'sqlite:';
const POSTGRES = /^postgres(?:ql)?:\/\//;

/**
 * Opens the store that a URL names: `memory:`, which is gone when it is closed; `sqlite:PATH`, a file that is made when
 * it does not exist; or `postgres://...`, a schema of a database that any number of processes may have open. Any other
 * URL throws `bad_option`; what opening throws is told at `openSqliteStore` and `openPostgresStore`.
 */
export async function openStore(url: string): Promise<Store> {
  if (url === MEMORY) return openMemoryStore();
  if (typeof url === 'string' && url.startsWith(SQLITE)) {
    const path = url.slice(SQLITE.length);
    if (path !== '' && !path.includes('\0')) return openSqliteStore(path);
  }
  if (typeof url === 'string' && POSTGRES.test(url)) {
    // Whoever keeps to a file does not load the driver.
    const { openPostgresStore } = await import('./postgres/open.ts');
    return openPostgresStore(url);
  }
  throw new TallystickError('bad_option', 'url', url, 'memory:, sqlite:PATH or postgres://...');
}
