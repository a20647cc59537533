import { TallystickError } from '../base/error.ts';
import { openMemoryStore } from './memory/open.ts';
import { openSqliteStore } from './sqlite/open.ts';
import type { Store } from './store.ts';

const MEMORY = 'memory:';
const SQLITE = 'sqlite:';

/**
 * Opens the store that a URL names: `memory:`, which is gone when it is closed, or `sqlite:PATH`, a file that is
 * made when it does not exist. Any other URL throws `bad_option`; what opening throws is told at `openSqliteStore`.
 */
export async function openStore(url: string): Promise<Store> {
  if (url === MEMORY) return openMemoryStore();
  if (typeof url === 'string' && url.startsWith(SQLITE)) {
    const path = url.slice(SQLITE.length);
    if (path !== '' && !path.includes('\0')) return openSqliteStore(path);
  }
  throw new TallystickError('bad_option', 'url', url, 'memory: or sqlite:PATH');
}
