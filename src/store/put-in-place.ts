import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Place } from './find-place.ts';

/** A new file is for its owner alone: it is about money. */
export const NEW_FILE_MODE = 0o600;

/** Owner, group and mode of the file that is replaced; of a group that cannot be kept, the new one gets no rights. */
export async function keepRights(
  handle: FileHandle,
  { uid, gid, mode }: NonNullable<Place['stats']>,
): Promise<void> {
  const now = await handle.stat({ bigint: true });
  const keeps = async (owner: bigint): Promise<boolean> =>
    handle.chown(Number(owner), Number(gid)).then(
      () => true,
      () => false,
    );
  const isKept = (now.uid === uid && now.gid === gid) || (await keeps(uid)) || (await keeps(now.uid));
  await handle.chmod(Number(mode) & (isKept ? 0o777 : 0o707));
}

/** Moves a written file to its place: one that came there meanwhile is not replaced, unless one was to be. */
export async function putInPlace(partPath: string, { path, stats }: Place): Promise<void> {
  if (stats === undefined) {
    try {
      await link(partPath, path);
      await rm(partPath);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // A disk without hard links.
      await rename(partPath, path);
    }
  } else await rename(partPath, path);
  await syncFolder(path);
}

/** Makes the name of a file durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  // A system that cannot sync a folder has its own way of keeping names.
  await folder?.sync().catch(() => {});
  await folder?.close();
}
