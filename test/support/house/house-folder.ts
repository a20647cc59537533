import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const ROOM_BYTES = 2 * 2 ** 30;

/**
 * A new folder for temporary files: in memory, where the machine has room for it there, so that hundreds of thousands of commits
 * wait for no disk. What a process has written outlives it there as well as on a disk, and no test takes away the power.
 */
export function makeFolder(prefix: string): string {
  return mkdtempSync(join(hasRoomInMemory() ? IN_MEMORY : tmpdir(), prefix));
}

function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    return bavail * bsize > ROOM_BYTES;
  } catch {
    return false; // There is no such place.
  }
}

/** Does something with a new folder for temporary files, which is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeFolder('tallystick-house-');
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The URL of a house on a file in a folder. */
export function houseIn(folder: string, name = 'house.db'): string {
  return `sqlite:${join(folder, name)}`;
}
