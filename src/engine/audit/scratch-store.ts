import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';

/** A book with so many events is rebuilt in memory; a larger one in a file. */
const EVENTS_IN_MEMORY_MAX = 20_000;

/**
 * Does work with an empty store, which is gone afterwards. For a large book it is a file in the system's folder for
 * temporary files.
 */
export async function withScratch<T>(events: number, work: (scratch: Store) => Promise<T>): Promise<T> {
  if (events <= EVENTS_IN_MEMORY_MAX) {
    const scratch = await openStore('memory:');
    try {
      return await work(scratch);
    } finally {
      await scratch.close();
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-audit-'));
  try {
    const scratch = await openStore(`sqlite:${join(folder, 'rebuilt.db')}`);
    try {
      return await work(scratch);
    } finally {
      await scratch.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
